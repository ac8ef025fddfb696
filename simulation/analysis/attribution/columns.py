"""The tables of an attribution: their columns, what each holds, and in which unit."""

from collections.abc import Mapping

from simulation.outcomes.columns import REPLICATE, TREATY, Column

WITHOUT = "without contagion"
"""The term for what is left with every term off that reads another state's stage: own threat, norm,
luck and dated shocks together."""

LOW = Column("low", "number", "lower end of its 95 % interval")
HIGH = Column("high", "number", "upper end of its 95 % interval")
LOW_OF_MEAN = LOW._replace(meaning=f"{LOW.meaning}; null where all runs agree")
HIGH_OF_MEAN = HIGH._replace(meaning=f"{HIGH.meaning}; null where all runs agree")
PAIRS_OF_RUNS = (
    Column("more", "whole", "pairs of runs in which the second of both is more"),
    Column("fewer", "whole", "pairs in which it is less"),
    Column("equal", "whole", "pairs in which both are the same"),
)
STATE = Column("state", "text", "identifier of the state")
NAME = Column("name", "text", "its name")
PARENT = (
    Column("parent", "text", "identifier of the state that made it likelier; empty: the remainder"),
    Column("parent_treaty", "text", "treaty it had left, or was leaving; empty: the remainder"),
)

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "multipliers": (
        Column("treaty", "text", "treaty in which the others are counted"),
        Column("state", "text", "state that is sent out of, or held in, the treaty asked about"),
        NAME,
        Column("held", "number", "other states that ever decide to leave while it is held: mean"),
        Column("sent", "number", "the same where it announces in the month asked about"),
        Column("multiplier", "number", "mean over pairs of runs of sent minus held"),
        LOW_OF_MEAN, HIGH_OF_MEAN, *PAIRS_OF_RUNS,
    ),
    "influence": (
        Column("treaty", "text", "treaty that the other state leaves"),
        Column("state", "text", "state that is sent out of, or held in, the treaty asked about"),
        Column("other", "text", "state that may follow; without a row: it differs in no run"),
        Column("held", "number", "chance of the other ever to decide to leave while it is held"),
        Column("sent", "number", "the same where it announces in the month asked about"),
        Column("influence", "number", "sent minus held"),
        LOW, HIGH, *PAIRS_OF_RUNS,
    ),
    "mechanisms": (
        TREATY,
        Column(
            "term", "text",
            "without contagion: exits with no term on that reads another state's stage, so from own"
            " threat, norm, luck and dated shocks together; then each such term; snowball: all of"
            " them; exits: the sum",
        ),
        Column("exits", "number", "exits due to it, mean over runs: Shapley values"),
        LOW_OF_MEAN, HIGH_OF_MEAN,
        Column(
            "by_parentage", "number",
            "the same by the shares in each exit's accumulated pressure: who pushed, not what would"
            " not have happened; a mean, without interval",
        ),
    ),
    "snowball": (
        TREATY,
        Column("state", "text", "identifier of the state; empty: all, exits for each run"),
        NAME,
        Column(
            "shock", "number",
            "chance to decide to leave without contagion (own threat, norm, luck and dated shocks);"
            " all: exits",
        ),
        Column("full", "number", "the same with contagion, on the same luck"),
        Column("both", "number", "in both"),
        Column("only_full", "number", "with contagion only: what the snowball adds"),
        Column("only_shock", "number", "without it only: what the snowball prevents"),
        Column("effect", "number", "full minus shock"),
        LOW_OF_MEAN, HIGH_OF_MEAN, *PAIRS_OF_RUNS,
    ),
    "exits": (
        REPLICATE, TREATY, STATE,
        Column("month", "whole", "month of announcing"),
        Column("remainder", "number", "share of what is there without contagion; with shares: 1"),
        *PARENT,
        Column("parent_share", "number", "of that parent, the largest, or of the remainder"),
        Column("generation", "whole", "0: the remainder is largest; else one more than parent's"),
    ),
    "shares": (
        REPLICATE, TREATY, STATE,
        Column("month", "whole", "month of announcing"),
        *PARENT,
        Column("parent_month", "whole", "month in which the parent announced or was suspended"),
        Column("parent_kind", "text", "exit (decided), dated (or gone at the start), suspended"),
        Column("term", "text", "term of the theory by which it was seen or felt"),
        Column("share", "number", "of the exit; negative where the term deters"),
    ),
    "pairs": (
        TREATY, STATE, *PARENT,
        Column("children", "number", "the state's exits owed to the parent, for each run"),
        LOW, HIGH,
    ),
    "reproduction": (
        Column("treaty", "text", "treaty that the parents left"),
        Column(
            "period", "text", "month or year of the parents; all; suspended: of who only was that"
        ),
        Column("date", "text", "as in 2025-03 or 2025; 2020-12 before a start in 2021: month 0"),
        Column("exits", "number", "exits decided in it, for each run"),
        Column("parents", "number", "all exits announced in it, those moved by date included"),
        Column("children", "number", "exits owed to them, in any treaty, for each run"),
        Column("reproduction", "number", "children for each parent; null where there is none"),
        LOW_OF_MEAN, HIGH_OF_MEAN,
    ),
}  # fmt: skip
"""Every table by the name of its file."""
