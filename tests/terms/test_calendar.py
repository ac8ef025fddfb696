"""Worked by hand, month by month: art. 20(3), notice periods, suspension, turning back.

Scenarios with dates, as a file gives them, over a world of three states: A, its only neighbour B,
and a rival of A outside the treaties.  Month 1 is January 2021.  Pressures are certain (a log of 20
and more) or negligible (-25 and less), so that what happens happens in every run.
"""

import dataclasses
import math

import numpy as np
import pytest

from simulation.experiments.cases import case_of
from simulation.model.parameters import Parameters
from simulation.model.stages import NEVER_JOINED, PARTY, RETURNED
from simulation.world.agenda import agenda
from tests.world.making import choice, event, scenario
from tests.worlds import PLAIN, ties, world

A, B, RIVAL = "S00000", "S00001", "S00002"
MONTHS, RUNS = 24, 3
SURE, NEVER = 60.0, -25.0


def small_world(stage=PARTY):
    """A may be outside the first treaty; the second one heeds no armed conflict."""
    made = world(
        3,
        2,
        stage=[[stage, PARTY, NEVER_JOINED], [PARTY, PARTY, NEVER_JOINED]],
        commitment=0.8,
        layers={"border": ties([(0, 1, 1.0)], both_ways=True)},
        rivals=[(0, 2, 10.0)],
        posture=[0.0, 0.0, 1.0],
    )
    first, second = made.treaties
    law = (first, dataclasses.replace(second, conflict_clause=False))
    return dataclasses.replace(made, treaties=law)


def lived(engine, *events, w=None, runs=RUNS, **parameters):
    """Histories of a scenario, every month recorded."""
    w = w or small_world()
    named = [dataclasses.replace(one, name=f"event-{n}") for n, one in enumerate(events)]
    asked = scenario(*named, months=MONTHS, world=choice(source="made", treaties=("T1", "T2")))
    asked = dataclasses.replace(
        asked,
        parameters=Parameters(**{k: float(v) for k, v in {**PLAIN, **parameters}.items()}),
        base_rate={"T1": NEVER, "T2": NEVER},
    )
    return engine.run(case_of(asked, w, agenda(w, asked)), runs, RUNS)


def months(histories, treaty=0, state=0):
    """Months of announcing, notifying, going out and turning back, the same in every run."""
    fields = ("announced", "notified", "out", "returned")
    each = np.stack([getattr(histories, f)[:, treaty, state] for f in fields], axis=-1)
    assert (each == each[0]).all()
    return tuple(each[0].tolist())


def neighbour_holds(histories):
    """B's commitment at the end of each month, where it follows A's visibility at once."""
    path = histories.commitment_path[:, :, 0, 1]
    assert (path == path[0]).all()
    return path[0].round(12).tolist()


def leaves(start, stage="announced", treaties=("T1",)):
    return event("exit", A, start, stage=stage, treaties=treaties)


def paid(start, **keys):
    """From then on A surely announces as soon as it may."""
    return event("incentive", A, start, change=("add", 1.0), treaties=["T1"], **keys)


def war(start, until=None):
    return event("conflict", A, start, until=until)


SEEN = {
    "erosion_border": 1.0,
    "norm_months": 1.0,
    "announced_weight": 0.25,
    "notified_weight": 0.75,
    "suspended_weight": 0.5,
}
"""B's commitment falls at once by what it saw of A at the end of the month before."""


def test_notice(engine):
    """Notified on 27 March 2021: month 3, and 3 + 6 = 9.

    B sees a notice (0.75 of 0.8 gone) from month 4 to 9, and an exit from month 10 on.
    """
    h = lived(engine, leaves("2021-03-27", "notified"), **SEEN)
    assert months(h) == (3, 3, 9, -1)
    assert months(h, treaty=1) == (-1, -1, -1, -1)
    assert neighbour_holds(h) == [0.8] * 4 + [0.2] * 6 + [0.0] * 15


def test_domestic_delay_then_notice(engine):
    """Announced in month 2, two months at home: notified in 4, out in 10.

    B sees the announcement in months 3 and 4 (0.8 x 0.75), the notice in 5 to 10.
    """
    h = lived(engine, leaves("2021-02"), domestic_delay=2, **SEEN)
    assert months(h) == (2, 4, 10, -1)
    assert neighbour_holds(h) == [0.8] * 3 + [0.6] * 2 + [0.2] * 6 + [0.0] * 14


def test_a_drawn_delay_stays_within_its_spread(engine):
    """Announced in 2, at home for 3 give or take 2 months: notified in 3 to 7, out 6 later."""
    h = lived(engine, leaves("2021-02"), runs=60, domestic_delay=3.0, domestic_delay_spread=2.0)
    assert set(h.notified[:, 0, 0].tolist()) == {3, 4, 5, 6, 7}
    assert (h.out[:, 0, 0] == h.notified[:, 0, 0] + 6).all()


NOTICE_ENDS = 9
"""Notified in March 2021 (month 3), six months of notice."""

WARS = {
    # War in months 5 to 15; it is on when the notice ends in 9, and over in 16.
    "on when the notice ends": ([war("2021-05", "2022-03")], 16),
    # War in months 5 to 8: over by month 9.
    "over just before": ([war("2021-05", "2021-08")], 9),
    # War in months 5 to 9: on in month 9, over in 10.
    "on in that month for the last time": ([war("2021-05", "2021-09")], 10),
    # War from month 9 on, to 11: on in 9, over in 12.
    "begun in that month": ([war("2021-09", "2021-11")], 12),
    # War from month 10 on: too late, the exit took effect in 9.
    "begun the month after": ([war("2021-10", "2022-03")], 9),
    # On in month 9 is only the first, over in 12; the second, from 10 to 18, began later.
    "a second one begun later": ([war("2021-05", "2021-11"), war("2021-10", "2022-06")], 12),
    # Both on in month 9; the longer one is over in 19.
    "two at once": ([war("2021-05", "2021-11"), war("2021-09", "2022-06")], 19),
    # No end is known: bound to the end of the run.
    "no known end": ([war("2021-05")], -1),
    # Month 24 is the last one; over in 25, after the run.
    "over after the run": ([war("2021-05", "2022-12")], -1),
    # The war is on in 9; a peace dated in month 12 ends it: over in 12.
    "ended by a peace": (
        [war("2021-05"), event("conflict", A, "2021-12", change=("set", 0.0))],
        12,
    ),
    # Begun before the run, on in 9, over in 11.
    "begun before the run": ([war("2019-05", "2021-10")], 11),
}


@pytest.mark.parametrize("what", WARS)
def test_article_20_3(engine, what):
    """The second treaty, notified in the same month, heeds no war."""
    wars, out = WARS[what]
    h = lived(engine, leaves("2021-03", "notified", ("T1", "T2")), *wars, **SEEN)
    assert months(h) == (3, 3, out, -1)
    assert months(h, treaty=1) == (3, 3, NOTICE_ENDS, -1)
    seen_out = MONTHS + 1 if out < 0 else out + 1
    assert neighbour_holds(h) == [0.8] * 4 + [0.2] * (seen_out - 4) + [0.0] * (25 - seen_out)


def test_a_dated_exit_does_not_wait_for_a_war(engine):
    """An event that says out means out: whoever writes it reads the article otherwise."""
    h = lived(engine, leaves("2021-03", "out"), war("2021-01"))
    assert months(h) == (3, 3, 3, -1)


def suspended(start="2021-04", until="2021-09"):
    return event("suspend", A, start, until=until, treaties=["T1"])


def test_suspension_and_its_end(engine):
    """Suspended in step 6 of month 4, party again in step 6 of month 10, after September.

    B sees it from month 5 to 10 (half of 0.8), not in 11.  A would surely leave from month 6 on,
    and may decide again in month 11: announced in 11, seen in 12 (0.8 x 0.75); one month at home:
    notified in 12, seen from 13 (0.2); out in 18, seen from 19.
    """
    h = lived(engine, suspended(), paid("2021-06"), incentive_weight=SURE, domestic_delay=1, **SEEN)
    assert (h.suspended[:, 0, 0] == 4).all()
    assert months(h) == (11, 12, 18, -1)
    assert not h.forced.any()
    expected = [0.8] * 5 + [0.4] * 6 + [0.8] + [0.6] + [0.2] * 6 + [0.0] * 6
    assert neighbour_holds(h) == expected


def test_a_state_still_decides_in_the_month_of_its_suspension(engine):
    """Step 5 of month 4 comes before step 6: it announces, and the suspension finds it leaving."""
    h = lived(engine, suspended(), paid("2021-04"), incentive_weight=SURE, domestic_delay=1)
    assert months(h) == (4, 5, 11, -1)
    assert (h.suspended[:, 0, 0] == -1).all()


def test_a_suspension_without_end(engine):
    h = lived(engine, suspended(until=None), paid("2021-06"), incentive_weight=SURE, **SEEN)
    assert months(h) == (-1, -1, -1, -1)
    assert neighbour_holds(h) == [0.8] * 5 + [0.4] * 20


def test_an_exit_ends_a_suspension(engine):
    """Suspended in 4, turned out by date in 7; the end of the suspension in 10 finds it leaving."""
    h = lived(engine, suspended(), leaves("2021-07"), domestic_delay=1)
    assert months(h) == (7, 8, 14, -1)
    assert h.forced[:, 0, 0].all()


def test_pressure_does_not_grow_while_suspended(engine):
    """Each month adds a fifth; months 5 to 10 add nothing: what was due later comes six later."""
    rate = {"incentive_weight": math.log(0.2) - NEVER, "runs": 60}
    before = lived(engine, paid("2021-01"), **rate)
    after = lived(engine, paid("2021-01"), suspended(), **rate)
    due = before.announced[:, 0, 0]
    shifted = np.where(due > 4, due + 6, due)
    expected = np.where((due < 0) | (shifted > MONTHS), -1, shifted)
    assert (after.announced[:, 0, 0] == expected).all()
    assert (due > 4).any()
    assert ((due >= 0) & (due <= 4)).any()


SURELY_BACK = {"turning_back": 1, "base_return": 20.0}


def test_turning_back(engine):
    """Announced in month 3; at the first chance, in month 4, it turns back.

    B sees the announcement in month 4 alone.  It never weighs leaving again, however well paid.
    """
    h = lived(
        engine,
        leaves("2021-03"),
        paid("2021-06"),
        domestic_delay=2,
        incentive_weight=SURE,
        **SEEN,
        **SURELY_BACK,
    )
    assert months(h) == (3, -1, -1, 4)
    assert neighbour_holds(h) == [0.8] * 4 + [0.6] + [0.8] * 20


def test_turning_back_with_negligible_pressure(engine):
    """Announced in 3, notified in 5, out in 11, as if it could not turn back."""
    h = lived(engine, leaves("2021-03"), domestic_delay=2, turning_back=1, base_return=NEVER)
    assert months(h) == (3, 5, 11, -1)
    off = lived(engine, leaves("2021-03"), domestic_delay=2, turning_back=0, base_return=20.0)
    assert months(off) == (3, 5, 11, -1)


def held_out(until):
    """The weapon is of great use until then: threat outweighs the wish to return (30 - 20 x 10)."""
    return event("utility", "T1", "2021-01", until=until, change=("set", 10.0))


BY_DATE_ONLY = event("pin", A, "2021-01", treaties=["T1"])
"""A leaves by date; the threat that keeps it from returning makes it decide nothing."""

WISH = {"turning_back": 1, "base_return": 30.0, "threat_weight": 20.0}


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        # Of great use to month 6: notified in 5, turns back in 7.
        ("2021-06", (3, 5, -1, 7)),
        # To month 10: in step 5 of month 11 it is still bound, and turns back.
        ("2021-10", (3, 5, -1, 11)),
        # To month 11: the notice has ended.
        ("2021-11", (3, 5, 11, -1)),
    ],
)
def test_turning_back_is_open_until_the_notice_ends(engine, until, expected):
    h = lived(engine, leaves("2021-03"), BY_DATE_ONLY, held_out(until), domestic_delay=2, **WISH)
    assert months(h) == expected


def test_a_state_that_a_war_keeps_bound_may_still_turn_back(engine):
    """Notified in 3, notice ends in 9, at war until 16; of great use to month 12: back in 13."""
    h = lived(
        engine,
        leaves("2021-03", "notified"),
        war("2021-05", "2022-03"),
        BY_DATE_ONLY,
        held_out("2021-12"),
        **WISH,
    )
    assert months(h) == (3, 3, -1, 13)


def test_who_turned_back_can_be_turned_out_again(engine):
    """Back in 4; a second dated exit in 8 runs its clocks anew, and it turns back again in 9."""
    h = lived(engine, leaves("2021-03"), leaves("2021-08"), domestic_delay=2, **SURELY_BACK)
    assert months(h) == (8, -1, -1, 9)


def test_a_pin_holds_to_its_last_month(engine):
    """Pinned to June (month 6), paid from January: announces in 7, out in 13."""
    pin = event("pin", A, "2021-01", until="2021-06", treaties=["T1"])
    h = lived(engine, pin, paid("2021-01"), incentive_weight=SURE)
    assert months(h) == (7, 7, 13, -1)


def test_who_joins_may_leave_in_that_month(engine):
    """Joined on 14 April 2021: decides in month 4; B, whose partner it was not, sees nothing."""
    joins = event("join", A, "2021-04-14", into="T1")
    w = small_world(NEVER_JOINED)
    h = lived(engine, joins, paid("2021-01"), w=w, incentive_weight=SURE, **SEEN)
    assert months(h) == (4, 4, 10, -1)
    assert neighbour_holds(h) == [0.8] * 25


def test_a_suspension_does_not_undo_a_return(engine):
    """Back in 4, for the rest of the run, though suspended from 6 to 9 and well paid from 7 on."""
    later = suspended("2021-06", "2021-08")
    h = lived(
        engine,
        leaves("2021-03"),
        paid("2021-07"),
        later,
        domestic_delay=2,
        incentive_weight=SURE,
        **SURELY_BACK,
    )
    assert months(h) == (3, -1, -1, 4)
    assert (h.stage[:, 0, 0] == RETURNED).all()
