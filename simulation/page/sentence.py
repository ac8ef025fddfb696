"""The answer to a choice as one sentence, with its interval."""

from collections.abc import Mapping
from typing import Any

from simulation.page.choice import Choice, Offer
from simulation.page.counting import Counted, Estimate, expected, fewer_by_run, saved
from simulation.scenario.scenario import Scenario


def sentence(
    choice: Choice, offer: Offer, scenario: Scenario, found: Counted, base: Counted | None
) -> str:
    """What the runs say of the first treaty.  base: as for ``record``."""
    runs = f"{found.runs:,} runs"
    alone = scenario.world.source == "synthetic" and len(scenario.world.treaties) == 1
    code = "the treaty" if alone else scenario.world.treaties[0]
    until = (
        f"by the end of {scenario.end:%Y}"
        if scenario.end.month == 12
        else (f"by the end of {scenario.end:%Y-%m}")
    )
    exits = found.exits(0)
    if exits.min() == exits.max():
        told = f"{int(exits[0])} leave {code} {until} in all {runs}"
    else:
        told = f"{_between(expected(found, 0))} exits from {code} expected {until}, over {runs}"
    return f"{_chosen(choice, offer)}: {told}{_against(found, base)}."


def _against(found: Counted, base: Counted | None) -> str:
    if base is None:
        return ""
    by_run = fewer_by_run(found, base, 0)
    fewer, than = float(by_run.mean()), "than in the scenario as it stands, on the same luck"
    word = "fewer" if fewer > 0.0 else "more"
    if by_run.min() < by_run.max():
        return f"; {_between(_turned(saved(found, base, 0)))} {word} {than}"
    return f"; {abs(fewer):.0f} {word} {than}" if fewer else f"; in no run more or fewer {than}"


def _turned(found: Estimate) -> Estimate:
    value, low, high = found
    return found if value > 0.0 else (-value, -high, -low)


def _between(found: Estimate) -> str:
    value, low, high = found
    return f"{value:.2f} ({low:.2f} to {high:.2f})"


def _chosen(choice: Choice, offer: Offer) -> str:
    """What differs from the scenario as it stands."""
    levels = dict(choice.levels)
    turned = [
        f"{one.name} {one.levels[levels[one.name]].label}"
        for one in offer.controls
        if levels[one.name] != one.base
    ]
    labels: Mapping[str, Any] = {one.name: one.label for one in offer.switches}
    on = [labels[name] + ("" if year is None else f" ({year})") for name, year in choice.switches]
    held = [] if choice.held is None else [f"{choice.held} stays"]
    return ", ".join([*turned, *on, *held]) or "The scenario as it stands"
