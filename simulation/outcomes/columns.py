"""The tables of a result: their columns, what each holds, and in which unit.

The one place that says so; the reader's reference in ``results/README.md`` must agree with it.
"""

from typing import NamedTuple


class Column(NamedTuple):
    """One column of a table."""

    name: str
    kind: str
    """"whole" (integer), "maybe whole" (integer, null where there is none), "number" (null where
    undefined), "flag", "text" or "date"."""
    meaning: str


POINT = Column("point", "whole", "number of the design point, from 0; a single run has only 0")
REPLICATE = Column("replicate", "whole", "number of the replicate, from 0; with the seed its luck")
TREATY = Column("treaty", "text", "code of the treaty")

EACH_RUN = (
    Column("run", "whole", "number of the run: point times 2**32 plus replicate"),
    POINT,
    REPLICATE,
)

RUN_OF_TREATY = (
    Column("exits", "whole", "states that decided to leave and did not turn back by the end"),
    Column("out_count", "whole", "those of them whose exit is finished"),
    Column("first_exit", "maybe whole", "month in which the first of them announced"),
    Column("last_exit", "maybe whole", "month in which the last of them announced"),
    Column("norm_among_stayers", "number", "mean commitment of those who stay, at the end, 0..1"),
    Column("cascade", "flag", "exits reached run.cascade_size"),
    Column("people_uncovered", "whole", "people in states that went out during the run"),
    Column("border_km_uncovered", "number", "km of land border of states that went out"),
)
"""Named like this for the first treaty, with ``_<TREATY>`` for each further one."""

EXITS = (
    POINT,
    REPLICATE,
    TREATY,
    Column("state", "text", "identifier of the state"),
    Column("announced", "maybe whole", "month of announcing; 0: held at the start; null: never"),
    Column("notified", "maybe whole", "month of notifying"),
    Column("out", "maybe whole", "month in which the exit took effect"),
    Column("returned", "maybe whole", "month of turning back"),
    Column("forced", "flag", "a dated event or the start, not a decision, moved the state out"),
)

STATES = (
    POINT,
    TREATY,
    Column("state", "text", "identifier of the state"),
    Column("name", "text", "name of the state"),
    Column(
        "standing",
        "text",
        "free to decide in some month; held: pinned all run; suspended; forced by a dated event;"
        " leaving or gone at the start",
    ),
    Column("runs", "whole", "runs counted"),
    Column("leavers", "maybe whole", "runs in which it decided to leave and did not turn back"),
    Column("p_exit", "number", "leavers over runs; null unless free"),
    Column("low", "number", "lower end of the 95 % Wilson interval of p_exit"),
    Column("high", "number", "upper end of the 95 % Wilson interval of p_exit"),
    Column("median_month", "maybe whole", "median month of announcing among those runs"),
    Column("mean_threat", "number", "threat perception at the end, mean over runs, 0..1"),
    Column("mean_norm", "number", "norm commitment at the end, mean over runs, 0..1"),
)

QUANTILES = (5, 25, 50, 75, 95)
"""Percentages at which distributions of counts are reported."""


def _with_interval(name: str, kind: str, meaning: str) -> tuple[Column, ...]:
    ends = "maybe whole" if kind == "whole" else kind
    return (
        Column(name, kind, meaning),
        Column(f"{name}_low", ends, f"lower end of the 95 % interval of {name}; null: unbounded"),
        Column(f"{name}_high", ends, f"upper end of the 95 % interval of {name}; null: unbounded"),
    )


POINTS = (
    POINT,
    TREATY,
    Column("runs", "whole", "runs counted"),
    *_with_interval("mean_exits", "number", "mean number of exits"),
    *(
        column
        for q in QUANTILES
        for column in _with_interval(f"q{q:02d}", "whole", f"{q} % quantile of exits")
    ),
    Column("cascade_size", "whole", "exits from which a run counts as a cascade"),
    *_with_interval("p_cascade", "number", "share of runs with a cascade"),
    Column("norm_start", "number", "mean commitment of the parties at the start, 0..1"),
    *_with_interval("mean_norm_among_stayers", "number", "norm_among_stayers, mean over runs"),
    *_with_interval("mean_people_uncovered", "number", "people_uncovered, mean over runs"),
    *_with_interval("mean_border_km_uncovered", "number", "border_km_uncovered, mean over runs"),
)

SIZES = (
    POINT,
    TREATY,
    Column("size", "whole", "number of exits"),
    Column("runs", "whole", "runs with exactly so many"),
)

MONTHS = (
    POINT,
    TREATY,
    Column("month", "whole", "number of the month; 0 is the start"),
    Column("date", "date", "first day of that calendar month"),
    Column("exits_mean", "number", "exits so far, mean over runs"),
    *(Column(f"exits_q{q:02d}", "whole", f"exits so far, {q} % quantile") for q in QUANTILES),
    Column("threat_mean", "number", "mean threat perception of the parties at the start, 0..1"),
    Column("commitment_mean", "number", "mean norm commitment of the parties at the start, 0..1"),
    Column("n", "whole", "recorded runs behind threat and commitment"),
)

PREDICTIONS = (
    POINT,
    TREATY,
    Column("method", "text", "the theory and the kind of world it is about"),
    Column("quantity", "text", "what is predicted; see below"),
    Column("at", "maybe whole", "number of exits, or of the month; null where there is none"),
    Column("value", "number", "what the theory says, to nine figures"),
    Column("assumption", "text", "what the theory takes for granted, in one sentence"),
    Column("reliable", "flag", "the assumption holds well enough in this world"),
    Column("why", "text", "why it is not reliable here, in one sentence; empty where it is"),
)

FAILURES = (
    POINT,
    REPLICATE,
    Column("reason", "text", "why the run failed, in one line"),
)
"""Of a sweep: runs that are in no other table."""

SUMS = (
    POINT,
    Column("what", "whole", "which of the exact sums behind the summaries"),
    Column("cell", "whole", "of which state, treaty or month"),
    Column("amount", "whole", "the sum"),
)
"""Of a sweep: what it needs to be extended."""

KEYS_OF_A_DESIGN = "value of the key of this name at the design point"


def runs_columns(treaties: tuple[str, ...]) -> tuple[Column, ...]:
    """Columns of ``runs`` for some treaties: plain for the first, ``_<TREATY>`` for the others.

    >>> [column.name for column in runs_columns(("A", "B"))][-2:]
    ['people_uncovered_B', 'border_km_uncovered_B']
    """
    further = [
        column._replace(name=f"{column.name}_{treaty}", meaning=f"{column.meaning}, for {treaty}")
        for treaty in treaties[1:]
        for column in RUN_OF_TREATY
    ]
    return (*EACH_RUN, *RUN_OF_TREATY, *further)


def of_treaty(column: str, treaty: str, treaties: tuple[str, ...]) -> str:
    """Name of a column of ``runs`` for one of the treaties.

    >>> of_treaty("exits", "APMBC", ("APMBC", "CCM")), of_treaty("exits", "CCM", ("APMBC", "CCM"))
    ('exits', 'exits_CCM')
    """
    return column if treaty == treaties[0] else f"{column}_{treaty}"
