"""A finished result whose scenario names data files, with the folder in which they lie."""

from pathlib import Path

from simulation.outcomes.records import Record, open_record
from simulation.scenario.data_files import at_hand, digests, with_data
from simulation.scenario.faults import InputFault, escaped


def record_with_data(result: Record | Path | str, data: Path | str | None) -> Record:
    """A result, or the one in a folder, that knows where the data files of its scenario lie.

    data: their folder; None: where they were when it ran, or none are named.  Raises InputFault
    where they are missing, or not those that it ran with.
    """
    record = result if isinstance(result, Record) else open_record(result)
    if data is None and at_hand(record.scenario):
        return record
    scenario = with_data(record.scenario, data)
    if digests(scenario) != record.manifest.get("data_files", {}):
        raise InputFault(f"--data: {escaped(str(data))} holds other data files than it ran with")
    return Record(record.manifest, record.tables, record.folder, scenario=scenario)
