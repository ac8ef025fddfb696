"""Usual and extreme sweeps on which every figure of a sweep must hold."""

import numpy as np

from tests.figures.cases import LONG
from tests.figures.made_up_sweeps import (
    BORDER,
    DOUBT,
    INDEX,
    NAMES,
    NORM,
    drawn,
    grid,
    one_at_a_time,
)

LOG = np.geomspace(0.05, 20.0, 9).tolist()
RANGE = {"low": 0.05, "high": 20, "points": 9, "scale": "log"}
TEN = np.linspace(0.0, 10.0, 11).tolist()
INCENTIVE = "rule.parameters.incentive_weight"
SWITCH = [True] * 3 + [False] * 3

CASES = {
    "curve": {
        "one key": {"values": {BORDER: TEN}},
        "one key, long title, two treaties": {
            "values": {BORDER: TEN}, "title": LONG, "treaties": ("APMBC", "CCM"),
        },
        "one key by ratios": {"values": {BORDER: LOG}, "vary": {BORDER: RANGE}},
        "names": {"values": {INDEX: list(NAMES)}},
        "a switch": {"values": {"events.guarantee-doubt.off": [True, False]}},
        "one point": {"values": {BORDER: [3.0]}},
        "one run a point": {"values": {BORDER: TEN}, "runs": 1},
        "theory": {"values": {BORDER: TEN}, "theory": {0: "Too few.", 1: "Too few."},
                   "source": "synthetic", "treaties": ("T1",)},
        "hundreds of points": {"values": {BORDER: np.linspace(0.0, 1.0, 300)}, "method": "sobol"},
        "uneven numbers": {"values": {BORDER: [0.0, 1.0, 2.0, 500.0, 1e6]}},
        "without some points": {"values": {BORDER: TEN}, "lost": (3, 4), "failed": 400},
    },
    "phase": {
        "two keys": {"values": grid(BORDER=TEN, DOUBT=[0.1, 0.4, 0.7, 1.0])},
        "a key by ratios and gaps": {
            "values": grid(BORDER=LOG, NORM=[0.0, 1.0, 2.0]), "vary": {BORDER: RANGE},
            "lost": (4, 9, 10, 26), "failed": 800,
        },
        "names and numbers": {"values": grid(INDEX=NAMES, BORDER=TEN)},
        "names and names": {"values": {INDEX: [*NAMES, *NAMES], "events.x.off": SWITCH}},
        "a hundred by a hundred": {
            "values": grid(BORDER=np.linspace(0, 5, 100), NORM=np.linspace(0, 4, 100)),
        },
        "nothing happens": {"values": grid(BORDER=TEN, NORM=[0.0, 1.0]), "steep": 0.0, "size": 1},
    },
    "tornado": {
        "four keys": {"method": "one-at-a-time", "values": one_at_a_time({
            BORDER: [0.0, 5.0], NORM: [1.0, 3.0, 4.0], DOUBT: [0.5], INCENTIVE: [0.0],
        })},
        "thirty keys": {"method": "one-at-a-time", "values": one_at_a_time(
            {f"rule.parameters.a_rather_long_name_of_key_{n}": [0.0, 3.0 + n] for n in range(30)})},
    },
    "scatter": {
        "eight keys": {"method": "sobol", "values": drawn(8, 128)},
        "two keys anywhere": {"method": "latin-hypercube", "values": drawn(2, 40)},
        "twelve keys, many points": {"method": "halton", "values": drawn(12, 3000)},
        "three keys on a grid": {"values": grid(BORDER=[0.0, 1.0], NORM=[0.0, 1.0], INDEX=NAMES)},
        "two points": {"method": "list", "values": {BORDER: [0.0, 1.0], NORM: [1.0, 0.0]}},
    },
}  # fmt: skip
"""For each main figure the sweeps that have it."""

WANTED = [
    (name, case)
    for main, cases in CASES.items()
    for name in ((main, "scatter_cascade") if main == "scatter" else (main,))
    for case in cases
]
"""Every figure of every sweep."""
EVERY = {case: words for cases in CASES.values() for case, words in cases.items()}
