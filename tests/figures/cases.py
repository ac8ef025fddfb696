"""Usual and extreme results on which every figure must hold."""

import numpy as np

from simulation.figures.draw import FIGURES
from simulation.figures.gazetteer import places
from tests.figures.made_up import theories_of

LONG = (
    "If the guarantee of the alliance is doubted by those who need it most and a neighbour leaves "
    "first, who follows, and does the follower of the follower follow, or is it all one shock? "
    "Abschreckungsgleichgewichtsstabilisierungsmaßnahmenverordnungsentwurf $x^2$ & <b> %"
)
MANY_EVENTS = tuple(
    {"name": f"event-{n}-with-a-name", "kind": "posture", "from": f"20{21 + n // 6}-{n % 12 + 1:02}"
     "-01"} for n in range(40)
)  # fmt: skip

BELL = np.random.default_rng(5).binomial(60, 0.3, 500)
LARGE = np.random.default_rng(6).binomial(1_000_000, 0.99, 40)
WHY = "With 1,000 states chance may shift the mean of some month by 47 % of them."

CASES = {
    "usual": {},
    "long title": {"title": LONG},
    "nobody": {"chances": {}, "exits": [0] * 500, "runs": 500},
    "one certain": {"chances": {"LTU": 1.0, "NOR": 0.01}, "exits": [1] * 99 + [2], "runs": 100},
    "everybody": {
        "chances": dict.fromkeys(places(), 1.0), "exits": [180] * 500, "runs": 500,
    },
    "few runs, two years": {"runs": 20, "years": 2},
    "one year": {"years": 1},
    "one run": {"runs": 1, "exits": [3]},
    "eighty years": {"years": 80},
    "three treaties, two points": {"treaties": ("APMBC", "CCM", "T3"), "points": (0, 1)},
    "many events": {"events": MANY_EVENTS},
    "no events": {"events": ()},
    "cascade out of sight": {"cascade_size": 500},
}  # fmt: skip
THEORIES = {
    "a law": {"theories": theories_of(BELL), "exits": BELL, "runs": 500},
    "a mean": {"theories": theories_of(BELL, law=False, method="gleeson-cahalane regular"),
               "exits": BELL, "runs": 500},
    "an unreliable law": {"theories": theories_of(BELL + 3, WHY), "exits": BELL, "runs": 500},
    "an unreliable mean": {"theories": theories_of(BELL + 3, WHY, law=False), "exits": BELL,
                           "runs": 500},
    "a mean far off": {"theories": theories_of([900] * 9, WHY, law=False), "exits": BELL,
                       "runs": 500},
    "a certain law": {"theories": theories_of([50] * 9), "exits": [50] * 20, "runs": 20},
    "a million states": {"theories": theories_of(LARGE, law=False), "exits": LARGE, "runs": 40,
                         "cascade_size": 100_000},
}  # fmt: skip
"""Made-up worlds with theory beside simulation, for the two figures that show it."""
THEORIES = {
    case: {"source": "synthetic", "treaties": ("T1",), "chances": {"S00000": 0.5}, **words}
    for case, words in THEORIES.items()
}
SYNTHETIC = {
    "source": "synthetic", "treaties": ("T1",), "cascade_size": 300, "runs": 100,
    "chances": {f"S{number:05d}": 0.5 for number in range(3000)},
}  # fmt: skip

WANTED = [
    (figure_name, case) for figure_name in FIGURES for case in CASES
] + [(name, "synthetic") for name in FIGURES if name != "map"] + [
    (name, case) for name in ("outcomes", "exits_over_time") for case in THEORIES
]  # fmt: skip
