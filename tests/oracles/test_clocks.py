"""The clocks of leaving, to the month: what happens here happens in every run."""

import numpy as np
import pytest

from simulation.model.stages import ANNOUNCED, NEVER_JOINED, NOTIFIED, OUT, PARTY, SUSPENDED
from tests.worlds import agenda, moved, plain_case, ties, world

LAYERS = ("border", "alliance", "peers")
SURE, NEVER = 20.0, -25.0
"""Log pressures: 4.9e8 a month, far above any draw, and 1.4e-11, far below."""


def months(engine, case, state=0, treaty=0):
    """The months in which a state announced, notified and was out, the same in all runs."""
    made = engine.run(case, 3)
    triple = np.stack([made.announced, made.notified, made.out], axis=-1)[:, treaty, state]
    assert (triple == triple[0]).all()
    return triple[0].tolist()


@pytest.mark.parametrize("distance", [1, 2, 5])
@pytest.mark.parametrize(("delay", "notice"), [(0, 0), (0, 6), (3, 0), (2, 1), (5, 12)])
@pytest.mark.parametrize("both_ways", [False, True])
def test_the_front_passes_one_tie_in_delay_notice_and_a_month(
    engine, distance, delay, notice, both_ways
):
    """A path of ties, only finished exits seen: out at the end after d (delay + notice + 1)."""
    path = ties([(n + 1, n, 1.0) for n in range(distance)], both_ways)
    w = world(
        distance + 1,
        stage=[OUT] + [PARTY] * distance,
        layers=dict.fromkeys(LAYERS, path),
        notice=notice,
    )
    arrival = distance * (delay + notice + 1)
    made = plain_case(
        w,
        agenda(w, arrival + 2),
        NEVER,
        **{f"{layer}_weight": 20.0 for layer in ("border", "alliance", "peer")},
        announced_weight=0.0,
        notified_weight=0.0,
        domestic_delay=delay,
    )
    before = arrival - delay - notice
    assert months(engine, made, distance) == [before, before + delay, arrival]


def leaving_at_once(notice, clause=True, delay=0, states=1, **tables):
    """A state that surely announces in month 1."""
    w = world(states, notice=notice, clause=clause)
    return plain_case(w, agenda(w, 20, **tables), SURE, domestic_delay=delay)


def war(first, over):
    """(months + 1, 1) a war of the only state, from its first month to the one when it is over."""
    ends = np.zeros((21, 1), dtype=int)
    ends[first : min(over, 21)] = over
    return ends


def test_everything_in_one_month(engine):
    assert months(engine, leaving_at_once(0)) == [1, 1, 1]


@pytest.mark.parametrize(
    ("first", "over", "out"),
    [
        (2, 9, 9),
        (0, 5, 5),
        (4, 5, 5),
        (0, 4, 4),
        (1, 3, 4),
        (5, 12, 4),
        (3, 20, 20),
        (3, 21, -1),
        (0, 1000, -1),
    ],
    ids=[
        "until it ends",
        "from before the run",
        "begun in the month in which the notice ends",
        "over in the month in which the notice ends",
        "over before",
        "begun after",
        "over in the last month",
        "over a month after the run",
        "no known end",
    ],
)
def test_a_state_at_war_when_the_notice_ends_is_bound_until_the_war_does(engine, first, over, out):
    """Announced and notified in month 1, three months of notice: due in month 4."""
    at_war = leaving_at_once(3, conflict_ends=war(first, over))
    assert months(engine, at_war) == [1, 1, out]
    free = leaving_at_once(3, clause=False, conflict_ends=war(first, over))
    assert months(engine, free) == [1, 1, 4]


def test_a_notice_that_ends_after_the_run(engine):
    assert months(engine, leaving_at_once(60)) == [1, 1, -1]
    assert months(engine, leaving_at_once(6, delay=60)) == [1, -1, -1]


@pytest.mark.parametrize(
    ("stage", "delay", "notice", "expected"),
    [
        (ANNOUNCED, 3, 2, [5, 8, 10]),
        (NOTIFIED, 3, 2, [5, 5, 7]),
        (OUT, 3, 2, [5, 5, 5]),
        (ANNOUNCED, 0, 2, [5, 5, 7]),
        (ANNOUNCED, 0, 0, [5, 5, 5]),
        (NOTIFIED, 3, 0, [5, 5, 5]),
    ],
)
def test_a_dated_stage_is_entered_in_its_month_and_its_clocks_run(
    engine, stage, delay, notice, expected
):
    w = world(2, notice=notice)
    made = plain_case(
        w, agenda(w, 20, stage_events=(moved(5, 0, stage),)), NEVER, domestic_delay=delay
    )
    assert months(engine, made) == expected
    histories = engine.run(made, 3)
    assert histories.forced[:, 0].tolist() == [[True, False]] * 3
    assert months(engine, made, 1) == [-1, -1, -1]


def test_a_dated_exit_finishes_what_a_decision_began(engine):
    w = world(1, notice=6)
    events = (moved(2, 0, NOTIFIED), moved(5, 0, OUT))
    made = plain_case(w, agenda(w, 20, stage_events=events), SURE, domestic_delay=12.0)
    assert months(engine, made) == [1, 2, 5]
    assert not engine.run(made, 3).forced.any()


def test_a_decision_comes_before_a_dated_exit_of_the_same_month(engine):
    """The state announced by itself, so nobody forced it out."""
    w = world(1, notice=6)
    made = plain_case(w, agenda(w, 20, stage_events=(moved(1, 0, OUT),)), SURE)
    assert months(engine, made) == [1, 1, 1]
    assert not engine.run(made, 3).forced.any()


def test_a_dated_stage_never_moves_a_state_back(engine):
    w = world(1, notice=2)
    events = (moved(3, 0, OUT), moved(5, 0, ANNOUNCED), moved(6, 0, SUSPENDED), moved(7, 0, PARTY))
    made = plain_case(w, agenda(w, 20, stage_events=events), NEVER)
    assert months(engine, made) == [3, 3, 3]
    assert (engine.run(made, 3).stage == OUT).all()


def test_a_suspended_state_does_not_decide_and_goes_on_when_it_ends(engine):
    w = world(1, notice=2)
    suspended = (moved(0, 0, SUSPENDED),)
    held = plain_case(w, agenda(w, 20, stage_events=suspended), SURE)
    assert months(engine, held) == [-1, -1, -1]
    assert (engine.run(held, 3).suspended == 0).all()
    freed = plain_case(w, agenda(w, 20, stage_events=(*suspended, moved(6, 0, PARTY))), SURE)
    assert months(engine, freed) == [7, 7, 9]


def test_who_joins_decides_in_that_month_and_is_no_partner(engine):
    """Partners are those bound at the start: the exit of one that joined later is not seen."""
    joiner = [NEVER_JOINED, PARTY, PARTY]
    w = world(3, stage=joiner, layers={"border": [(1, 0, 1.0), (2, 0, 1.0), (2, 1, 1.0)]}, notice=0)
    incentive = [[[1.0, 0.0, 0.0]]]
    made = plain_case(
        w,
        agenda(w, 20, joins=[[7, -1, -1]], incentive=incentive),
        NEVER,
        incentive_weight=50.0,
        border_weight=50.0,
    )
    assert months(engine, made, 0) == [7, 7, 7]
    assert months(engine, made, 1) == [-1, -1, -1]
    assert months(engine, made, 2) == [-1, -1, -1]


def test_who_never_joined_is_turned_out_by_nothing(engine):
    w = world(1, stage=[NEVER_JOINED], notice=0)
    made = plain_case(w, agenda(w, 20, stage_events=(moved(3, 0, OUT),)), SURE)
    assert months(engine, made) == [-1, -1, -1]
    assert not engine.run(made, 3).forced.any()


@pytest.mark.parametrize("month", [1, 9, 20])
def test_a_tie_of_one_month_counts_in_that_month(engine, month):
    w = world(2, stage=[OUT, PARTY], layers={"border": [(1, 0, 1.0, month, month)]}, notice=0)
    made = plain_case(w, agenda(w, 20), NEVER, border_weight=50.0)
    assert months(engine, made, 1) == [month, month, month]


@pytest.mark.parametrize("month", [1, 9, 20])
def test_an_incentive_of_one_month_counts_in_that_month(engine, month):
    w = world(1, notice=0)
    row = np.arange(21) == month
    made = plain_case(
        w, agenda(w, 20, row=row, incentive=[[[0.0]], [[1.0]]]), NEVER, incentive_weight=50.0
    )
    assert months(engine, made) == [month, month, month]


def test_a_pinned_state_never_leaves(engine):
    pinned = [[[True, False]]]
    made = leaving_at_once(2, states=2, pinned=pinned)
    assert months(engine, made, 0) == [-1, -1, -1]
    assert months(engine, made, 1) == [1, 1, 3]


def test_who_was_out_at_the_start_counts_as_forced_in_month_0(engine):
    w = world(1, stage=[OUT])
    made = plain_case(w, agenda(w, 5), SURE)
    assert months(engine, made) == [0, 0, 0]
    assert engine.run(made, 3).forced.all()


def test_each_treaty_has_its_own_clocks(engine):
    """Two treaties without a link; the second has no conflict clause and a longer notice."""
    w = world(1, treaties=2, kindred=np.zeros((2, 2)))
    law = (type(w.treaties[0])("T1", "One", 2, True), type(w.treaties[0])("T2", "Two", 5, False))
    w = type(w)(**{**vars(w), "treaties": law})
    at_war = np.full((21, 1), 15)
    at_war[15:] = 0
    made = plain_case(w, agenda(w, 20, conflict_ends=at_war), (SURE, SURE), domestic_delay=1.0)
    assert months(engine, made, treaty=0) == [1, 2, 15]
    assert months(engine, made, treaty=1) == [1, 2, 7]
