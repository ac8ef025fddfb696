"""What differs between replicates that share their networks and dates, for many at once."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simulation.world.world import Floats, Integers


@dataclass(frozen=True, eq=False)
class Starts:
    """How things stand in month 0 in some replicates; None: as in the world that all share.

    States that are no member of a treaty are the same ones in all.
    """

    stage: NDArray[np.int8] | None = None
    """(runs, treaties, states)"""
    threshold: Floats | None = None
    """(runs, treaties, states)"""
    danger: Floats | None = None
    """(runs, states)"""
    commitment: Floats | None = None
    """(runs, treaties, states)"""


class Uniforms(Protocol):
    """Makes many draws; engines hand in a fast one, ``world.luck.uniforms_of_many`` is plain."""

    def __call__(
        self, seed: int, stream: str, replicates: Integers, low: Integers, high: Integers
    ) -> Floats:
        """(runs, subjects) ``chance.uniform`` for each replicate and each subject's two words."""
