"""An export's records: packed and unpacked they are what the live page would draw."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from simulation.page import packing
from simulation.page.answering import Answering
from simulation.page.packing import LOOK_MONTHS, choices_of, key_of, likely, packed, unpacked

UNPACK = Path(packing.__file__).parent / "web" / "unpack.js"
NODE = shutil.which("node")
KEPT_EVERY = 40


@pytest.fixture(scope="module")
def exported():
    """Every fortieth record of the base scenario's export, with few runs; and the page itself."""
    page = Answering("ottawa-2025", replicates=60)
    few = page.with_runs(packing.REPLICATES, LOOK_MONTHS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packing, "choices_of", lambda *given: list(choices_of(*given))[::KEPT_EVERY])
        return few, packed(page)


@pytest.fixture(scope="module")
def riot_exported(riot):
    return riot.with_runs(packing.REPLICATES, LOOK_MONTHS), packed(riot)


def test_an_export_holds_all_levels_each_switch_and_each_likely_state(ottawa):
    base = ottawa.record(ottawa.base)
    found = list(choices_of(ottawa.offer, base))
    held = likely(ottawa.offer.states, base)
    assert len(found) == 5**4 + len(ottawa.offer.switches) + len(held)
    assert len(set(found)) == len(found)
    assert {"EST", "FIN", "LTU", "LVA", "POL"} <= set(held)
    assert len(held) <= packing.MOST_HELD


def test_what_is_unpacked_is_what_was_packed(exported):
    page, text = exported
    about, records = unpacked(text)
    assert about == page.about()
    chosen = list(choices_of(page.offer, page.record(page.base)))[::KEPT_EVERY]
    assert len(records) == len(chosen)
    for choice in chosen:
        assert records[key_of(page.offer, choice.plain())] == page.record(choice)


def test_the_riot_is_packed_too(riot_exported):
    page, text = riot_exported
    _, records = unpacked(text)
    for choice in choices_of(page.offer, page.record(page.base)):
        assert records[key_of(page.offer, choice.plain())] == page.record(choice)


@pytest.mark.skipif(NODE is None, reason="there is no node on this machine")
@pytest.mark.parametrize("which", ["exported", "riot_exported"])
def test_the_browser_unpacks_the_same(which, request, tmp_path):
    page, text = request.getfixturevalue(which)
    _, records = unpacked(text)
    program = f"""
        import {{ readFileSync }} from "node:fs";
        import {{ unpack, keyOf, stateOf }} from {json.dumps(UNPACK.as_uri())};
        const read = (name) => readFileSync({json.dumps(str(tmp_path))} + "/" + name, "utf8");
        const {{ about, find }} = await unpack(read("text"));
        const choices = JSON.parse(read("choices"));
        const found = choices.map((one) => [keyOf(about, one), find(one)]);
        const state = stateOf(found[0][1], about.treaties[0].code, 0);
        const none = find({{ ...choices[0], held: "nobody" }});
        console.log(JSON.stringify({{ found, about, state, none }}));
    """
    (tmp_path / "text").write_text(text, encoding="utf-8")
    (tmp_path / "choices").write_text(json.dumps([one["choice"] for one in records.values()]))
    (tmp_path / "program.mjs").write_text(program, encoding="utf-8")
    told = subprocess.run(
        [NODE, tmp_path / "program.mjs"], capture_output=True, text=True, check=True
    )
    answer = json.loads(told.stdout)
    assert answer["about"] == json.loads(json.dumps(page.about()))
    assert answer["none"] is None
    for key, record in answer["found"]:
        assert record == records[key]
    assert answer["state"] is None or "exposure" in answer["state"]
