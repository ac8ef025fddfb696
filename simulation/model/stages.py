"""The law of leaving: stages of membership and the clocks between them.

A state announces, notifies the depositary after a domestic delay, and is out after the treaty's
notice period.  A clock of n months set in month m rings in month m + n; 0 rings in the same month.
APMBC and CCM art. 20(2) set six months of notice; art. 20(3) keeps a state that is engaged in an
armed conflict when the notice ends bound until that conflict ends.
"""

PARTY = 0
ANNOUNCED = 1
NOTIFIED = 2
OUT = 3
RETURNED = 4
SUSPENDED = 5
NEVER_JOINED = 6

STAGES = ("party", "announced", "notified", "out", "returned", "suspended", "never joined")
NEVER = -1
"""The month of something that has not happened."""


def domestic_delay(middle: float, spread: float, luck: float) -> int:
    """Months from announcing to notifying, drawn evenly from the whole months around the middle.

    luck is a number in 0..1; the delay is never negative.

    >>> [domestic_delay(3.0, 2.0, u) for u in (0.0, 0.5, 0.999)]
    [1, 3, 5]
    >>> domestic_delay(4.0, 0.0, 0.7)
    4
    """
    shortest = max(0, int(middle + 0.5) - int(spread + 0.5))
    longest = int(middle + 0.5) + int(spread + 0.5)
    return shortest + int(luck * (longest - shortest + 1))


def may_leave(stage: int, pinned: bool) -> bool:
    """Whether a state weighs leaving this month: a party that nothing holds back.

    >>> may_leave(PARTY, False), may_leave(PARTY, True), may_leave(RETURNED, False)
    (True, False, False)
    """
    return stage == PARTY and not pinned


def may_turn_back(stage: int, turning_back: float) -> bool:
    """Whether a state may still turn back: it announced or notified, and the run allows it.

    turning_back: the switch of that name among the parameters.

    >>> may_turn_back(NOTIFIED, 1.0), may_turn_back(OUT, 1.0), may_turn_back(NOTIFIED, 0.0)
    (True, False, False)
    """
    return turning_back > 0.0 and (stage in (ANNOUNCED, NOTIFIED))


def moved_by_event(stage: int, to: int) -> int:
    """The stage after a dated event that asks for another one.

    An exit only ever moves a state forward, and turns nobody out who never joined; a suspension
    reaches a party only, so that whoever turned back has done so for the rest of the run; an end of
    suspension reaches only whoever is suspended.

    >>> moved_by_event(PARTY, OUT), moved_by_event(OUT, ANNOUNCED)
    (3, 3)
    >>> moved_by_event(NEVER_JOINED, OUT)
    6
    >>> moved_by_event(PARTY, SUSPENDED), moved_by_event(ANNOUNCED, SUSPENDED)
    (5, 1)
    """
    if stage == NEVER_JOINED:
        return stage
    if to == SUSPENDED:
        return to if stage == PARTY else stage
    if to == PARTY:
        return to if stage == SUSPENDED else stage
    leaving = stage in (ANNOUNCED, NOTIFIED, OUT)
    return max(stage, to) if leaving else to


def has_left(stage: int) -> bool:
    """Whether the exit is finished.

    >>> has_left(OUT), has_left(NOTIFIED)
    (True, False)
    """
    return stage == OUT


def stays(stage: int) -> bool:
    """Whether a state counts among those who stay: a party, or one that turned back.

    >>> stays(PARTY), stays(RETURNED), stays(ANNOUNCED)
    (True, True, False)
    """
    return stage in (PARTY, RETURNED)


def month_of_effect(
    month: int, notice_months: int, conflict_clause: bool, conflict_ends: int
) -> int:
    """The month in which a notice given in this month takes effect, if its end is at hand.

    conflict_ends: first month in which every armed conflict going on when the notice ends is over
    (that month itself, or earlier, where there is none).  A war that begins after the notice ended
    changes nothing.

    >>> month_of_effect(10, 6, True, 16), month_of_effect(10, 6, True, 40)
    (16, 40)
    >>> month_of_effect(10, 6, False, 40)
    16
    """
    end_of_notice = month + notice_months
    return max(end_of_notice, conflict_ends) if conflict_clause else end_of_notice
