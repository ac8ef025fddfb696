"""The kinds of dated events: what each does, to whom, and which keys it takes.  One table.

Everything else about events (what a file may say, the reference, the JSON Schema) is made from
``KINDS``.  What an event does to a world is written in the world's agenda.
"""

from typing import NamedTuple

Range = tuple[float, float]

MULTIPLIER: dict[str, Range] = {"set": (0.0, 10.0), "scale": (0.0, 10.0), "add": (-10.0, 10.0)}
SHARE: dict[str, Range] = {"set": (0.0, 1.0), "scale": (0.0, 10.0), "add": (-1.0, 1.0)}

PEACE: dict[str, Range] = {"set": (0.0, 0.0)}

STATES = 'states by code or name, organisations, regions, "all" or "rivals"'


class Option(NamedTuple):
    """A key that only some kinds take."""

    meaning: str
    allowed: tuple[str, ...]
    """The words it may be; empty: any code."""
    default: str | None
    """None: need not be given and is then nothing; "": must be given."""


class Kind(NamedTuple):
    """One kind of event."""

    name: str
    meaning: str
    target: str
    """What its targets are."""
    change: dict[str, Range]
    """How its quantity may be changed, each with its range; empty: it changes no quantity."""
    lasts: bool
    """True: it may end, with ``until``; False: it happens once."""
    by_treaty: bool
    """True: ``treaties`` may confine it to some treaties."""
    options: dict[str, Option]
    exactly: int | None = None
    """How many targets it wants; None: any number."""
    must_change: bool = True
    """False: ``change`` may be left out."""

    @property
    def ramps(self) -> bool:
        """Whether its change may grow over some months."""
        return "scale" in self.change


HEARD_ALONG = Option(
    "the targets are champions, heard by every state tied to them on this layer; without it the"
    " targets themselves are meant",
    ("border", "alliance", "peers", "any"),
    None,
)
FOLLOWS = Option(
    "an organisation: the incentive is money of this bloc and follows its members' finished exits"
    " with a lag",
    (),
    None,
)
STAGE = Option(
    "how far the exit is pushed: the clocks run on from there",
    ("announced", "notified", "out"),
    "announced",
)
INTO = Option("the treaty or organisation that is joined", (), "")
LAYER = Option("the layer of the tie", ("border", "alliance", "peers"), "")

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "posture",
            "multiplier of a state's military posture towards those exposed to it; 1 as at the"
            " start",
            STATES,
            MULTIPLIER,
            lasts=True,
            by_treaty=False,
            options={},
        ),
        Kind(
            "credibility",
            "how far an organisation's guarantee is believed, kept in 0 to 1; 1 at the start",
            'organisations that give a guarantee, or "all"',
            SHARE,
            lasts=True,
            by_treaty=False,
            options={},
        ),
        Kind(
            "utility",
            "military use ascribed to the weapon a treaty bans; 1 as at the start",
            'treaties, or "all"',
            MULTIPLIER,
            lasts=True,
            by_treaty=False,
            options={},
        ),
        Kind(
            "stigma",
            "multiplier of norm commitment: how much the weapon shames its user; 1 as at the start",
            STATES,
            MULTIPLIER,
            lasts=True,
            by_treaty=True,
            options={},
        ),
        Kind(
            "advocacy",
            "norm commitment added by champions or within a bloc; 0 unless an event says otherwise",
            STATES,
            SHARE,
            lasts=True,
            by_treaty=True,
            options={"heard_along": HEARD_ALONG},
        ),
        Kind(
            "incentive",
            "material gain from leaving (orders, funds); 0 unless an event says otherwise",
            STATES,
            MULTIPLIER,
            lasts=True,
            by_treaty=True,
            options={"follows": FOLLOWS},
        ),
        Kind(
            "protection",
            "protection of civilians: the weight with which a leaver counts in others' exposure,"
            " kept in 0 to 1; 1 at the start",
            STATES,
            SHARE,
            lasts=True,
            by_treaty=True,
            options={},
        ),
        Kind(
            "conflict",
            "armed conflict of the state, which delays exits where the treaty says so; without"
            " ``until`` to the end of the run; { set = 0 }: whatever conflict it is in ends",
            STATES,
            PEACE,
            lasts=True,
            by_treaty=False,
            options={},
            must_change=False,
        ),
        Kind(
            "tie",
            "weight of the tie between two states on one layer, both ways; 0 where there is none",
            "two states",
            MULTIPLIER,
            lasts=True,
            by_treaty=False,
            options={"layer": LAYER},
            exactly=2,
        ),
        Kind(
            "pin",
            "the state may not decide to leave",
            STATES,
            {},
            lasts=True,
            by_treaty=True,
            options={},
        ),
        Kind(
            "exit",
            "the state leaves by date, whatever it would have decided; counted as forced",
            STATES,
            {},
            lasts=False,
            by_treaty=True,
            options={"stage": STAGE},
        ),
        Kind(
            "suspend",
            "the state suspends its membership, and resumes it after ``until``; not counted among"
            " exits",
            STATES,
            {},
            lasts=True,
            by_treaty=True,
            options={},
        ),
        Kind(
            "join",
            "the state joins a treaty or an organisation",
            STATES,
            {},
            lasts=False,
            by_treaty=False,
            options={"into": INTO},
        ),
    )
}
