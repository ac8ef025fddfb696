"""Many draws at once, compiled: ``chance.uniform`` for many replicates and subjects."""

import numpy as np

from simulation import chance
from simulation.engines import compiling
from simulation.engines.arrays import Floats, Integers


def _draw(
    replicates: Integers, low: Integers, high: Integers, key: Integers, drawn: Floats
) -> None:
    """Draw for each replicate and subject."""
    for r in range(replicates.size):
        for i in range(low.size):
            drawn[r, i] = chance.uniform(replicates[r], low[i], high[i], key[0], key[1])


_drawing = compiling.kernel(_draw, (chance.philox, chance.uniform), ())


def uniforms(seed: int, stream: str, replicates: Integers, low: Integers, high: Integers) -> Floats:
    """``world.luck.uniforms_of_many``, compiled."""
    drawn = np.empty((len(replicates), len(low)))
    key = np.array(chance.stream_key(seed, stream), dtype=np.int64)
    compiling.call(_drawing, replicates, low, high, key, drawn)
    return drawn
