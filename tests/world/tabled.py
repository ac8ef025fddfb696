"""Worlds from tables made in a folder, for tests."""

from simulation.scenario.faults import InputFault
from simulation.scenario.reading import read
from simulation.world.build import build

STATES = "state,threat,commitment\nArla,0.5,0.8\nBoro,0,0.6\nCamo,1,0.4\n"
PARTIES = "state,treaty,joined,left\nArla,PACT,1999-03-01,\nBoro,PACT,2001,\nCamo,PACT,2003-05,\n"
TIES = "a,b,weight,from,to\nArla,Boro,1,,\nBoro,Camo,0.25,,\n"
RIVALS = "a,b,weight\nArla,Camo,2\n"
HISTORY = "state,treaty,announced,notified,out,returned\nCamo,PACT,2004-01-10,2004-02,2005-02,\n"

GOOD = {
    "states": STATES,
    "parties": PARTIES,
    "border": TIES,
    "rival": RIVALS,
    "history": HISTORY,
}
"""Contents of files by what they hold; a file of a layer goes by the layer's name."""

SCENARIO = """# Who leaves the pact?

[time]
start = 2003-06-01
end = 2006-12-31

[run]
replicates = 20

[world]
source = "table"
treaties = {treaties}
{keys}

[world.layers]
{layers}
"""


def written(folder, files=None, keys="", layers="", treaties='["PACT"]', **others):
    """A scenario file in a folder, with its tables beside it.

    files: text or bytes by what they hold, all of them; others: instead of, or beside, ``GOOD``;
    None: that file is not named.  keys, layers: further lines of [world] and [world.layers].
    """
    held = {name: text for name, text in (files or {**GOOD, **others}).items() if text is not None}
    for name, content in held.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / f"{name}.csv").write_bytes(data)
    tables = [name for name in ("states", "parties", "history") if name in held]
    on_layers = [name for name in ("border", "alliance", "peers", "rival") if name in held]
    text = SCENARIO.format(
        treaties=treaties,
        keys="\n".join([*(f'{name} = "{name}.csv"' for name in tables), keys]),
        layers="\n".join([*(f'{name}.file = "{name}.csv"' for name in on_layers), layers]),
    )
    path = folder / "pact.toml"
    path.write_text(text, encoding="utf-8")
    return path


def world_of(folder, overrides=None, **how):
    """The world of the tables in a folder."""
    return build(read(written(folder, **how), overrides))[0]


def faults_of(folder, overrides=None, **how):
    """Everything that is found wrong, the scenario's own name left out of each line."""
    return faults_at(written(folder, **how), overrides)


def faults_at(path, overrides=None):
    """The same of a scenario file that is written already."""
    try:
        build(read(path, overrides))
    except InputFault as found:
        return [line.split("pact.toml: ", 1)[-1] for line in found.faults]
    return []


def held_ties(ties):
    """Ties as a set of (state, partner, weight, since, until)."""
    columns = (ties.state, ties.partner, ties.weight, ties.since, ties.until)
    found = list(zip(*(column.tolist() for column in columns), strict=True))
    assert len(set(found)) == len(found)
    return set(found)
