"""Sweeps for tests: over the small scenario, of any design."""

from hypothesis import strategies as st

from tests.scenario.made_up import small

THREAT, NORM = "rule.parameters.threat_weight", "rule.parameters.norm_weight"
ANXIETY, SCALE = "rule.parameters.anxiety", "events.doubt.change.scale"


def swept(vary=None, **keys):
    """The small scenario with a sweep over it."""
    sweep = keys if vary is None else {"vary": vary, **keys}
    return small() | {"sweep": sweep}


SPANS = st.one_of(
    st.lists(st.integers(0, 20), min_size=2, max_size=5, unique=True),
    st.builds(
        lambda low, width, points, scale: {
            "low": low, "high": low + width, "points": points, "scale": scale,
        },
        st.integers(1, 50).map(lambda k: k / 10),
        st.integers(1, 50).map(lambda k: k / 10),
        st.integers(2, 6),
        st.sampled_from(["linear", "log"]),
    ),
    st.builds(
        lambda low, width: {"low": low, "high": low + width, "integer": True},
        st.integers(1, 5),
        st.integers(1, 5),
    ),
)  # fmt: skip
VARIED = st.dictionaries(
    st.sampled_from([THREAT, NORM, "rule.parameters.border_weight", "rule.parameters.peer_weight"]),
    SPANS,
    min_size=1,
    max_size=3,
)
SPREAD = st.sampled_from(
    [
        {"design": "latin-hypercube", "points": 11},
        {"design": "sobol", "points": 16},
        {"design": "halton", "points": 13},
        {"design": "morris", "trajectories": 3},
        {"design": "saltelli", "points": 4},
    ]
)
COUNTED = st.sampled_from([{"design": "grid"}, {"design": "one-at-a-time"}])
