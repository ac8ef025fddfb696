"""Which compiled engine lives through a case of the hazard rule: the one that is fastest for it.

All give the same bits, so the choice appears in no result.  It is made by counting, never by the
clock: a case is always given to the same engine, whatever else the machine does.

* ``compiled`` follows only who leaves the path that all runs share.  Its time grows with how often
  somebody sees somebody else change stage.
* ``everybody`` lives everybody through every month.  Its time grows with states and months.
* ``multitude`` reckons to the end at once whoever no exit reaches; for large, undisturbed worlds.
"""

import functools

import numpy as np

from simulation.engines.contract import Case, Engine
from simulation.model.stages import NEVER_JOINED
from simulation.scenario.faults import InputFault

MANY = 5_000
"""States, counted once for each treaty, from which on a world is large."""

MOST_FOLLOWED = 20_000_000
"""Months times states times treaties up to which ``compiled`` is used: it keeps some 150 bytes for
each, and so does a researcher's own rule, which it alone can run."""

WORTH_COMPILING = 1_000_000
"""Months times states times treaties of all runs of a call from which on another engine than
``compiled`` is worth its compiling."""

ENOUGH_RUNS = 40
"""Fewer runs of one case are not worth a look at how busy they are."""

PILOTS = 4
"""Replicates that are run to see how busy a case is."""

SIGHT = 10
"""So many months of a state cost ``everybody`` what one sight of a change costs ``compiled``."""


def engine_for(case: Case, runs: int, recorded: int) -> Engine:
    """The engine for so many runs of a case; raises InputFault as ``name_for`` does."""
    return _named(name_for(case, runs, recorded))


def name_for(case: Case, runs: int, recorded: int) -> str:
    """The name of the engine for so many runs of a case, the first of them recorded or not.

    Raises InputFault for an own rule in a world too large for it.
    """
    members = case.world.stage.size
    lived = case.agenda.months * members
    if case.own is not None and lived > MOST_FOLLOWED:
        raise InputFault(
            f"rule: {case.agenda.months:,} months of {members:,} states (by treaty) come to"
            f" {lived:,}, must come to at most {MOST_FOLLOWED:,} under a rule of one's own"
        )
    if case.own is not None:
        return "compiled"
    if members >= MANY and (lived > MOST_FOLLOWED or case.parameters.start_spread > 0.0):
        return "everybody" if recorded else _of_large(case)
    if runs < ENOUGH_RUNS or runs * lived < WORTH_COMPILING:
        return "compiled"
    return "everybody" if crowded(case) else "compiled"


def _of_large(case: Case) -> str:
    from simulation.engines.multitude import why_not

    return "everybody" if why_not(case) else "multitude"


def _named(name: str) -> Engine:
    """The engine of that name, imported when asked for: each has its own code to compile."""
    if name == "everybody":
        from simulation.engines.everybody import run as run_everybody

        return run_everybody
    if name == "multitude":
        from simulation.engines.multitude import run as run_multitude

        return run_multitude
    from simulation.engines.compiled import run

    return run


@functools.lru_cache(maxsize=8)
def crowded(case: Case) -> bool:
    """Whether so much is seen in a run of a case that it costs less to live everybody.

    Where every start is the run's own, nobody shares a path.
    """
    if case.parameters.start_spread > 0.0:
        return True
    return SIGHT * sights(case) > case.agenda.months * case.world.stage.size


def sights(case: Case) -> float:
    """How often in a run somebody sees somebody else change stage: the mean of a few runs."""
    histories = _named("compiled")(case, np.arange(PILOTS, dtype=np.int64), 0)
    looking = np.zeros(len(case.world.states))
    for ties in case.agenda.layers.values():
        looking += np.bincount(ties.partner, minlength=len(looking))
    months = np.stack([histories.announced, histories.notified, histories.out])
    months.sort(axis=0)
    changes = (months > 0) & (np.diff(months, axis=0, prepend=-1) > 0)
    seen = changes.sum(axis=0) * (case.world.stage != NEVER_JOINED)
    return float((seen * looking).sum() / PILOTS)
