"""What came of running recorded runs again, as numbers and in words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Verified:
    """What came of it; ``print`` shows it in words."""

    runs: int
    """Run again."""
    recorded: int
    """Runs in the result, failed ones included."""
    differing: tuple[str, ...]
    """A line for each run, or table, that is not as recorded; empty: all are."""
    notes: tuple[str, ...]
    """What differs about the machine or the versions, and so may explain it."""

    @property
    def sound(self) -> bool:
        """Whether every value looked at is as recorded, to the last bit."""
        return not self.differing

    @property
    def sentence(self) -> str:
        """How many runs were run again, and whether they are as recorded."""
        how = "all" if self.runs == self.recorded else f"{self.runs:,} of {self.recorded:,}"
        return f"{how} runs run again: {AS_RECORDED if self.sound else 'not as recorded'}"

    @property
    def differences(self) -> list[str]:
        """A sentence for each difference."""
        return [f"differs: {line}" for line in self.differing]

    @property
    def remarks(self) -> list[str]:
        """A sentence for each note."""
        return [f"note: {note}" for note in self.notes]

    def __str__(self) -> str:
        """All of it, as the command prints it."""
        return "\n".join([self.sentence, *self.differences, *self.remarks])


AS_RECORDED = (
    "every value of their rows is as recorded, and every table holds what its manifest says"
)
