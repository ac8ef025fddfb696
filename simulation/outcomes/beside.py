"""Theory beside simulation in the short answer: what is expected, and what the runs gave."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from simulation.outcomes.records import Record
from simulation.predictions.theory import FINAL_SHARE, MEAN_EXITS, spoken


def theories(record: Record, treaty: str) -> list[dict[str, Any]]:
    """What each theory expects by the last month, ready for JSON; of the first design point."""
    table = record.predictions
    here = table[(table["treaty"] == treaty) & (table["point"] == 0)]
    shares = here[here["quantity"] == FINAL_SHARE].groupby("method")["value"].first()
    ends = here[here["quantity"] == MEAN_EXITS].drop_duplicates("method").to_dict("records")
    return [
        {
            "method": row["method"],
            "exits": float(row["value"]),
            "share_gone": float(shares[row["method"]]),
            "assumption": row["assumption"],
            "reliable": bool(row["reliable"]),
            "why": row["why"],
        }
        for row in ends
    ]


def theory_sentences(
    treaty: Mapping[str, Any], written: Callable[[float | None], str], simulated: str
) -> Iterator[str]:
    """A sentence for each theory of a treaty.

    treaty: as in ``answer_as_data``.  written: how a number of exits is written.  simulated: the
    mean of the runs, as written.
    """
    for one in treaty["theories"]:
        why = one["why"].rstrip(".")
        caveat = f"; unreliable here: {why[:1].lower()}{why[1:]}" if why else ""
        name = f"{spoken(one['method'])}, {treaty['treaty']}"
        yield (
            f"Theory ({name}): {written(one['exits'])} exits by the end,"
            f" {100.0 * one['share_gone']:.1f} % of states out; simulated {simulated}{caveat}."
        )
