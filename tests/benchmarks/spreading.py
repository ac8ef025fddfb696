"""Textbook rules on one graph of 195 states: this project against cynetdiff, NDlib and EoN."""

import statistics
from collections.abc import Callable

import numpy as np

from simulation.engines.choosing import engine
from simulation.engines.contract import Case
from simulation.model.stages import OUT
from tests.benchmarks.lines import Line, at_least, compared, timed
from tests.benchmarks.rivals import graph, libraries
from tests.benchmarks.rivals.graph import Draw
from tests.benchmarks.rivals.libraries import Sizes
from tests.benchmarks.timing import Contestant, Pace, Times, ratio, side_by_side

DRAWS = 32
"""Draws of seeds and thresholds, taken in turn."""

SCENARIO_DRAWS = 256
"""Of the replicates of a scenario, those that are handed to rivals."""

SEEDS = 5
TINY, MIDDLING = 0.02, 0.05
"""Chances of the independent cascade."""

FIXED, ANEW = "compiled, one draw a call", "compiled, drawn anew"
CYNETDIFF, MEANS = "cynetdiff", "cynetdiff, its own loop"
SAID, NORMAL = "compiled, a scenario's draws", "compiled, normal thresholds"
GIVEN = "cynetdiff, the same draws"
NDLIB, EON = "NDlib", "EoN"

LIMITS = {
    FIXED: "a call runs all runs of one draw; every month and state is kept",
    ANEW: "each run has thresholds and seeds of its own",
    CYNETDIFF: "tells who was reached, not when; draws thresholds as they are needed",
    MEANS: "tells mean sizes only",
    SAID: "draws seeds and thresholds of each run; every month and state is kept",
    NORMAL: "the same with shares and another law, 39 reached; not compared",
    GIVEN: "is handed seeds and thresholds ready drawn",
    NDLIB: "month by month",
    EON: "discrete SIR for the cascade; for thresholds continuous time, the same end",
}


def lines(pace: Pace) -> list[Line]:
    """The rule of thresholds, drawn and as a scenario says it; the cascade on two scales."""
    given = graph.draws(DRAWS, SEEDS)
    size = statistics.mean(reached_by_threshold(given))
    found = _lines(
        f"Linear threshold, {graph.states()} states, {SEEDS} seeds, {size:.0f} reached",
        side_by_side(threshold(given), pace),
        wanted=True,
    )
    found += _of_scenario(pace)
    for chance in (TINY, MIDDLING):
        size = statistics.mean(reached_by_cascade(given, chance, 20))
        found += _lines(
            f"Independent cascade, {graph.states()} states, {SEEDS} seeds, {size:.0f} reached",
            side_by_side(cascade(given, chance), pace),
            wanted=False,
        )
    return found


def reached_by_threshold(given: list[Draw]) -> Sizes:
    """How many states are out at the end of each draw, in this project."""
    return [_out(graph.threshold_case(draw), np.arange(1)) for draw in given]


def reached_by_cascade(given: list[Draw], chance: float, each: int) -> Sizes:
    """The same for cascades, so many runs for each draw, each with luck of its own."""
    return [
        _out(graph.cascade_case(draw, chance), np.array([n * each + r]))
        for n, draw in enumerate(given)
        for r in range(each)
    ]


def threshold(given: list[Draw]) -> list[Contestant]:
    """Everybody who knows the rule of thresholds."""
    found = [
        _by_draw(FIXED, [graph.threshold_case(draw) for draw in given]),
        _compiled(ANEW, graph.redrawn_threshold_case(given)),
    ]
    makers: dict[str, tuple[str, Callable[[], Callable[[int], object]]]] = {
        CYNETDIFF: ("cynetdiff", lambda: libraries.cynetdiff_threshold(given)),
        MEANS: ("cynetdiff", lambda: libraries.cynetdiff_means(given)),
        NDLIB: ("ndlib", lambda: libraries.ndlib_threshold(given)),
        EON: ("EoN", lambda: libraries.eon_threshold(given)),
    }
    return found + _there(makers)


def cascade(given: list[Draw], chance: float) -> list[Contestant]:
    """Everybody who knows the independent cascade."""
    cases = [graph.cascade_case(draw, chance) for draw in given]
    makers: dict[str, tuple[str, Callable[[], Callable[[int], object]]]] = {
        CYNETDIFF: ("cynetdiff", lambda: libraries.cynetdiff_cascade(given, chance)),
        MEANS: ("cynetdiff", lambda: libraries.cynetdiff_means(given, chance)),
        NDLIB: ("ndlib", lambda: libraries.ndlib_cascade(given, chance)),
        EON: ("EoN", lambda: libraries.eon_cascade(given, chance)),
    }
    return [_by_draw(FIXED, cases), *_there(makers)]


def _of_scenario(pace: Pace) -> list[Line]:
    """A scenario file against the library on what it draws: the same leavers in each run."""
    case = graph.scenario_case(graph.COUNTS, SEEDS)
    reached = sizes(case, np.arange(SCENARIO_DRAWS))
    section = (
        f"Linear threshold by counts, as a scenario file says it, {graph.states()} states,"
        f" {SEEDS} seeds, {statistics.mean(reached):.0f} reached"
    )
    normal = {"normal": {"mean": 0.4, "sd": 0.2}}
    rivals: dict[str, tuple[str, Callable[[], Callable[[int], object]]]] = {
        GIVEN: ("cynetdiff", lambda: counted(case)),
    }
    entrants = [_compiled(SAID, case), _compiled(NORMAL, graph.scenario_case(normal, SEEDS))]
    times = side_by_side([*entrants, *_there(rivals)], pace)
    found = [timed(section, one, LIMITS[one.name]) for one in times.values()]
    if GIVEN not in times:
        return [*found, Line(section, GIVEN, None, "", note="not installed")]
    faster = ratio(times[GIVEN], times[SAID])
    return [*found, compared(section, f"{GIVEN} / {SAID}", faster, at_least(2.5), "same leavers")]


def counted(case: Case) -> Callable[[int], Sizes]:
    """cynetdiff on what the first replicates of a scenario draw, in turn."""
    given = graph.draws_of(case, SCENARIO_DRAWS)
    return libraries.cynetdiff_threshold(given, exact=True, counts=True)


def _there(
    makers: dict[str, tuple[str, Callable[[], Callable[[int], object]]]],
) -> list[Contestant]:
    """Contestants of the libraries that are installed."""
    gone = libraries.missing()
    return [
        Contestant(name, make(), step=DRAWS if name == MEANS else 1)
        for name, (library, make) in makers.items()
        if library not in gone
    ]


def _by_draw(name: str, cases: list[Case]) -> Contestant:
    """A share of the runs for each case, 250 at least, as a user's chunk has them."""
    run, each = engine("compiled"), 250
    turn = iter(range(1 << 62))

    def batch(units: int) -> None:
        for _ in range(units // each):
            run(cases[next(turn) % len(cases)], np.arange(each, dtype=np.int64), 0)

    return Contestant(name, batch, step=each * len(cases))


def _compiled(name: str, case: Case) -> Contestant:
    run = engine("compiled")
    return Contestant(name, lambda units: run(case, np.arange(units, dtype=np.int64), 0), most=5000)


def _out(case: Case, replicates: np.ndarray) -> int:
    return sum(sizes(case, replicates))


def sizes(case: Case, replicates: np.ndarray) -> Sizes:
    """How many states are out at the end of each run."""
    ends = engine("compiled")(case, replicates.astype(np.int64), 0).stage
    sizes: Sizes = (ends == OUT).sum(axis=(1, 2)).tolist()
    return sizes


def _lines(section: str, times: dict[str, Times], wanted: bool) -> list[Line]:
    bound = at_least(2.5) if wanted else None
    found = [timed(section, one, LIMITS[one.name]) for one in times.values()]
    for rival in (CYNETDIFF, MEANS, NDLIB, EON):
        if rival not in times:
            found.append(Line(section, rival, None, "", note="not installed"))
            continue
        asked = bound if rival == CYNETDIFF else None
        said = "same sizes" if wanted else "the same law"
        found.append(
            compared(section, f"{rival} / {FIXED}", ratio(times[rival], times[FIXED]), asked, said)
        )
        if ANEW in times:
            slower = ratio(times[rival], times[ANEW])
            found.append(compared(section, f"{rival} / {ANEW}", slower, asked))
    return found
