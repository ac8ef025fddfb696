"""Scenarios for tests: a small sound one, and hypothesis strategies for others."""

import copy
import datetime
import unicodedata
from typing import Any

from hypothesis import strategies as st

from simulation.model.parameters import Parameters
from simulation.scenario.kinds import KINDS, Kind
from simulation.scenario.tables import RULES, WORLDS
from tests.scenario.made_kinds import TREATIES, textbook_rules, worlds


def small() -> dict[str, Any]:
    """A sound scenario with an event of every sort of key."""
    return copy.deepcopy(
        {
            "title": "Small",
            "time": {"start": "2021-01", "end": "2022-12"},
            "run": {"replicates": 10, "seed": 1, "trajectories": 2, "cascade_size": 2},
            "world": {"source": "real", "as_of": 2020, "treaties": ["APMBC", "CCM"]},
            "rule": {"name": "hazard", "parameters": {"base_rate": {"CCM": -9}}},
            "events": [
                {
                    "name": "doubt",
                    "kind": "credibility",
                    "target": "NATO",
                    "from": "2021-06",
                    "until": "2022-06",
                    "ramp_months": 3,
                    "change": {"scale": 0.5},
                },
                {"name": "held", "kind": "pin", "target": ["UKR"], "from": 2021},
                {"name": "push", "kind": "exit", "target": "FIN", "from": 2022, "stage": "out"},
            ],
            "sweep": {"design": "grid", "vary": {"rule.parameters.anxiety": [0.1, 0.2]}},
        }
    )


DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2060, 12, 31))
CODES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=4)


@st.composite
def events(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """One sound event of any kind."""
    kind = KINDS[draw(st.sampled_from(sorted(KINDS)))]
    start = draw(DAYS)
    count = kind.exactly or draw(st.integers(1, 3))
    table: dict[str, Any] = {
        "name": name,
        "kind": kind.name,
        "target": draw(st.lists(CODES, min_size=count, max_size=count, unique=True)),
        "from": start,
    }
    if kind.lasts and draw(st.booleans()):
        table["until"] = start + datetime.timedelta(days=draw(st.integers(0, 2_000)))
    if kind.ramps and draw(st.booleans()):
        table["ramp_months"] = draw(st.integers(0, 40))
    if kind.change and (kind.must_change or draw(st.booleans())):
        table["change"] = draw(changes(kind))
    if kind.by_treaty and draw(st.booleans()):
        table["treaties"] = draw(st.sampled_from(["APMBC", ["CCM"], list(TREATIES)]))
    return table | draw(options(kind))


def changes(kind: Kind) -> st.SearchStrategy[dict[str, float]]:
    """A change that the kind allows."""
    return st.one_of(
        st.fixed_dictionaries({how: st.floats(low, high)})
        for how, (low, high) in kind.change.items()
    )


@st.composite
def options(draw: st.DrawFn, kind: Kind) -> dict[str, str]:
    """Some of the kind's own keys, those that must be given among them."""
    given = {}
    for name, option in kind.options.items():
        if option.default == "" or draw(st.booleans()):
            given[name] = draw(st.sampled_from(option.allowed) if option.allowed else CODES)
    return given


def parameter_tables() -> st.SearchStrategy[dict[str, float]]:
    """Some parameters of the theory within their ranges."""
    ranges = {
        name: st.floats(about.low, about.high)
        for name, hint in Parameters.__annotations__.items()
        for about in hint.__metadata__
    }
    return st.fixed_dictionaries({}, optional=ranges)


@st.composite
def scenarios(
    draw: st.DrawFn, sources: tuple[str, ...] = tuple(WORLDS), rules: tuple[str, ...] = tuple(RULES)
) -> dict[str, Any]:
    """A sound scenario as a file would say it, of any of some worlds and rules."""
    start = draw(DAYS)
    names = draw(st.lists(st.from_regex(r"[a-z0-9][a-z0-9_-]{0,8}", fullmatch=True), unique=True))
    world = draw(worlds(sources))
    table: dict[str, Any] = {
        "time": {
            "start": start,
            "end": start + datetime.timedelta(days=draw(st.integers(0, 30_000))),
        },
        "world": world,
        "rule": draw(rule_tables(world, rules)),
        "events": [draw(events(name)) for name in names[:5]],
        "title": draw(
            st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=50).filter(
                _sound
            )
        ),
        "question": draw(st.text(st.characters(codec="utf-8"), max_size=30).filter(_sound)),
    }
    if draw(st.booleans()):
        table["run"] = {"seed": draw(st.integers(0, 2**63 - 1)), "trajectories": 10**6}
    if draw(st.booleans()):
        table["sweep"] = draw(sweeps())
    return table


@st.composite
def sweeps(draw: st.DrawFn) -> dict[str, Any]:
    """A sound table [sweep], for a design whose values nobody has looked at yet."""
    numbers = st.floats(0, 1) | st.integers(0, 9)
    listed = st.lists(numbers, min_size=2, max_size=3, unique_by=repr)
    ranges = st.fixed_dictionaries(
        {"low": st.floats(0.1, 1.0), "high": st.floats(1.5, 9.0), "points": st.integers(2, 9)},
        optional={"scale": st.sampled_from(["linear", "log"]), "integer": st.just(False)},
    )
    vary = {"rule.parameters.anxiety": draw(listed | ranges)}
    more = draw(
        st.sampled_from(
            [
                {},
                {"design": "grid", "constraints": ["rule.parameters.anxiety <= 0.5"]},
                {"design": "sobol", "points": 7, "replicates": 3},
                {"design": "saltelli", "points": 8, "second_order": False},
                {"design": "morris", "trajectories": 3, "levels": 6},
            ]
        )
    )
    return {"vary": vary, **more}


@st.composite
def rule_tables(draw: st.DrawFn, world: dict[str, Any], rules: tuple[str, ...]) -> dict[str, Any]:
    """A sound table [rule] for a world."""
    name = draw(st.sampled_from(rules))
    if name != "hazard":
        return draw(textbook_rules(world, (name,)))
    parameters: dict[str, Any] = draw(parameter_tables())
    if draw(st.booleans()):
        rate, treaties = st.floats(-50, 20), world.get("treaties", "T1")
        codes = [treaties] if isinstance(treaties, str) else list(treaties)
        parameters["base_rate"] = draw(rate | st.dictionaries(st.sampled_from([*codes, "*"]), rate))
    return draw(st.sampled_from([{}, {"name": "hazard"}])) | {"parameters": parameters}


def _sound(text: str) -> bool:
    turning = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    return not any(
        (letter not in "\t\n\r" and unicodedata.category(letter) == "Cc") or letter in turning
        for letter in text
    )
