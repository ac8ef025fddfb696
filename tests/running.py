"""The engines as tests see them: how to run one, and how many runs it can afford."""

import dataclasses
import zlib
from collections import Counter

import numpy as np
from hypothesis import given, seed, settings

from simulation.engines import choosing

NEVER = np.iinfo(np.int16).max
"""A month after every other, for histories in which nothing happened."""


@dataclasses.dataclass(frozen=True)
class EngineUnderTest:
    """One engine; the one to be read is slower, so it gets fewer runs and smaller worlds."""

    name: str
    runs: int
    """Replicates for a test of a law of chance."""
    large_runs: int
    """The same in a world of hundreds of states."""
    examples: int
    """Worlds for a property."""
    max_states: int
    """States of such a world, at most."""
    luck: int
    """Replicates of such a world."""

    def run(self, case, replicates=None, recorded=0):
        """Histories; replicates: how many, or which; by default as many as ``luck``."""
        wanted = self.luck if replicates is None else replicates
        numbers = np.arange(wanted) if np.ndim(wanted) == 0 else np.asarray(wanted)
        return choosing.engine(self.name)(case, numbers.astype(np.int64), recorded)

    def over(self, strategy, check, examples=None):
        """Hold ``check`` for what is drawn; returns how often it returned what."""
        answers = Counter()

        @seed(zlib.crc32(check.__qualname__.encode()))
        @settings(max_examples=examples or self.examples)
        @given(strategy)
        def hold(drawn):
            answers[check(drawn)] += 1

        hold()
        return answers


COMPILED = EngineUnderTest(
    "compiled", runs=4000, large_runs=4000, examples=200, max_states=40, luck=4
)
MESA = EngineUnderTest("mesa", runs=250, large_runs=24, examples=40, max_states=10, luck=2)


WITHOUT_STATES = ("replicates", "failed", "reasons")
"""Fields of histories that hold no state."""


def months_of(happened):
    """Months with ``NEVER`` where nothing happened, so that they can be compared."""
    return np.where(happened < 0, NEVER, happened)


def same(one, other):
    """Raise where two histories differ in any bit, shape or type."""
    for field in dataclasses.fields(one):
        a, b = getattr(one, field.name), getattr(other, field.name)
        assert a.dtype == b.dtype, field.name
        assert a.shape == b.shape, field.name
        np.testing.assert_array_equal(a, b, err_msg=field.name)
        assert a.tobytes() == b.tobytes(), field.name


def differ(one, other):
    """Whether two histories of one shape differ anywhere."""
    return any(
        getattr(one, field.name).tobytes() != getattr(other, field.name).tobytes()
        for field in dataclasses.fields(one)
    )


def change(histories, function):
    """Histories with every field passed through ``function(name, array)``."""
    fields = {f.name: getattr(histories, f.name) for f in dataclasses.fields(histories)}
    return dataclasses.replace(
        histories, **{name: function(name, array) for name, array in fields.items()}
    )
