"""What stands already where a sweep is to be written: its result, a smaller one, or neither."""

from dataclasses import dataclass
from pathlib import Path

from simulation.experiments.folder import manifest_of_ours, sound
from simulation.experiments.sweeping.differing import REPLICATES, differences
from simulation.experiments.sweeping.order import Order
from simulation.outcomes.manifest_shapes import refuse_edited
from simulation.outcomes.publishing import refuse_stranger
from simulation.outcomes.records import Record, stranger_in_result
from simulation.scenario.faults import InputFault, escaped


@dataclass(frozen=True, eq=False)
class Standing:
    """What was found."""

    whole: Record | None = None
    """The very result that is asked for."""
    smaller: Path | None = None
    """The folder of the same sweep with fewer replicates, from which it can go on."""


def standing(out: Path, order: Order, overwrite: bool) -> Standing:
    """What stands in a folder; InputFault where it is something else, or damaged."""
    manifest = manifest_of_ours(out)
    if manifest is None:
        return Standing()
    if overwrite:
        refuse_stranger(out, stranger_in_result)
        return Standing()
    refuse_edited(manifest, out, "--out: ")
    shown = escaped(str(out))
    if "order" not in manifest:
        raise InputFault(
            f"--out: {shown} holds the result of snowball run, not of a sweep; choose another"
            " folder, or replace it with --overwrite"
        )
    before, now = manifest["order"], order.plain()
    found = differences(before, now)
    if not found and before[REPLICATES] > now[REPLICATES]:
        found = [f"{before[REPLICATES]:,} replicates a point, {now[REPLICATES]:,} are fewer"]
    if found:
        raise InputFault(
            f"--out: {shown} holds another sweep ({'; '.join(found)}); choose another folder, or"
            " replace it with --overwrite"
        )
    record = sound(Record(manifest, folder=out, reused=True), out)
    if before[REPLICATES] == now[REPLICATES]:
        return Standing(whole=record)
    refuse_stranger(out, stranger_in_result)
    return Standing(smaller=out)
