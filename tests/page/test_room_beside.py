"""The model beside the class: known answers where there are any."""

import datetime

import numpy as np
import pytest

import simulation as sim
from simulation.page.room import (
    Decision,
    Others,
    Room,
    closed,
    decided_for,
    following,
    opened,
    seated,
)
from simulation.page.room_beside import Beside
from simulation.page.room_rounds import day_of, rounds_of
from simulation.page.room_situation import situation
from simulation.page.room_views import teacher_view
from simulation.scenario.faults import InputFault
from simulation.scenario.reading import read


def room_of(beside, others=Others.MODEL):
    labels = tuple(each.label for each in beside.rounds)
    return following(Room(beside.offered(), labels), others)


def after(beside, room, **decisions):
    """The room after one more round."""
    room = opened(room, room.turn)
    for state, decision in decisions.items():
        room = decided_for(room, state, room.turn, Decision(decision))
    return closed(room, room.turn, beside.following(room))


@pytest.fixture(scope="module")
def path():
    return Beside(read("classroom/path"))


@pytest.fixture(scope="module")
def riot():
    return Beside(read("classroom/riot"), runs=20, round_runs=20)


@pytest.fixture(scope="module")
def ottawa():
    return Beside(read("ottawa-2025"), runs=400, round_runs=200)


@pytest.mark.parametrize("months", [1, 7, 10, 11, 36, 119, 120, 121, 2399, 5000])
def test_rounds_cover_every_month_once(months):
    start = datetime.date(2021, 3, 15)
    rounds = rounds_of(start, months)
    covered = [month for each in rounds for month in range(each.first, each.last + 1)]
    assert covered == list(range(1, months + 1))
    assert len(rounds) <= 10
    assert all(each.begins == day_of(start, each.first) for each in rounds)


def test_along_a_line_everybody_leaves_in_turn_unless_one_is_held(path):
    """One exit a month: six in each round of half a year, until the nineteen have gone."""
    room = room_of(path)
    sizes = []
    for _ in range(4):
        room = after(path, room)
        sizes.append(len(room.left))
    assert sizes == [6, 12, 18, 19]
    held = room_of(path)
    for _ in range(4):
        held = after(path, held, S00010="stay")
    assert held.left == {f"S{n:05d}" for n in range(1, 10)}


def test_an_exit_of_the_class_carries_on_along_the_line(path):
    """Month 1: the second state and the eleventh; month 6: the seventh, and five on either side."""
    room = after(path, room_of(path), S00010="leave")
    assert room.left == {f"S{n:05d}" for n in range(1, 16)}


def test_the_distribution_is_that_of_the_runs(ottawa):
    told = ottawa.distribution()
    run = sim.run("ottawa-2025", replicates=400)
    exits = run.runs["exits"].to_numpy()
    assert told["outcomes"] == np.bincount(exits).tolist()
    assert told["band"]["q50"][-1] == np.quantile(exits, 0.5, method="inverted_cdf")
    states = run.states.set_index(["treaty", "state"]).loc["APMBC"]
    assert ottawa.chance("POL") == pytest.approx(states.loc["POL", ["p_exit", "low", "high"]])
    assert ottawa.offered()[0] == states["p_exit"].idxmax()
    share, low, high = told["shares"][3]
    assert low < share == told["outcomes"][3] / 400 < high
    some = ottawa.distribution(frozenset(["POL"]))
    assert some["outcomes"][1] / 400 == pytest.approx(states.loc["POL", "p_exit"])


def test_without_a_class_the_model_of_the_first_round_is_the_model(ottawa):
    room = room_of(ottawa)
    moment = ottawa.moment(room)
    first = (ottawa.announced[:200] > 0) & (ottawa.announced[:200] <= 12)
    for state in room.states:
        at = ottawa.world.states.index(state)
        assert moment.chance[state][0] == first[:, at].mean()
    assert all(0.0 <= value <= 1.0 for value in moment.threat.values())


def test_an_exit_makes_partners_likelier_to_follow(ottawa):
    stays = leaves = room_of(ottawa, Others.STAY)
    for number in range(5):
        stays = after(ottawa, stays, EST="stay")
        leaves = after(ottawa, leaves, **({} if number else {"EST": "leave"}))
    assert leaves.left == {"EST"}
    assert stays.left == frozenset()
    told = [ottawa.moment(room).chance["LVA"][0] for room in (stays, leaves)]
    assert told[1] > told[0] + 0.05


def test_a_seat_that_says_nothing_stays_in_the_model_too(path):
    """The eleventh is seated and silent: nothing passes it."""
    room = seated(room_of(path), "s" * 16, "S00010")
    for _ in range(4):
        room = after(path, room)
    assert room.left == {f"S{n:05d}" for n in range(1, 10)}


def test_the_chance_of_a_round_rests_on_what_happened_here_and_nothing_else(path):
    """With the others held, only the next in line would leave: in six months, six of them."""
    room = after(path, after(path, room_of(path, Others.STAY), S00001="leave"))
    chance = path.moment(room).chance
    assert [state for state in room.states if chance.get(state, (0,))[0] == 1.0] == [
        f"S{n:05d}" for n in range(2, 8)
    ]
    assert "S00001" not in chance
    assert set(chance.values()) == {(1.0, *chance["S00002"][1:]), (0.0, *chance["S00019"][1:])}


def test_after_the_last_round_there_is_no_chance_of_a_next(path):
    room = room_of(path, Others.STAY)
    for _ in path.rounds:
        room = after(path, room)
    assert path.moment(room).chance == {}


def test_states_that_dates_move_are_not_offered():
    beside = Beside(read("chain-reaction"), runs=20)
    assert not {"EST", "FIN", "LTU", "LVA", "POL", "UKR"} & set(beside.offered())


def test_where_the_others_stay_nobody_leaves_unplayed(riot):
    room = room_of(riot, Others.STAY)
    assert after(riot, room).left == frozenset()


def test_a_situation_in_words(riot):
    room = after(riot, room_of(riot, Others.STAY), S00000="leave")
    told = situation(riot, None, room, "S00002")
    assert told["says"] == [
        "In the model it leaves once 2 others have left.",
        "Everybody sees everybody: 1 of 99 others have left.",
        "In the model alone it leaves by the end in 100 % (84 to 100 %) of runs.",
    ]


def test_those_a_state_looks_at_are_named_with_what_they_did(ottawa):
    room = after(ottawa, room_of(ottawa, Others.STAY), LVA="leave", FIN="signal")
    told = situation(ottawa, ottawa.moment(room), room, "EST")
    border = next(each for each in told["layers"] if each["name"] == "neighbours")
    assert (border["left"], border["signals"]) == (["Latvia"], ["Finland"])
    assert "Latvia has left, and Finland signals to leave." in border["says"]
    assert told["says"][0].startswith("It feels a moderate threat (0.3")


def test_the_teacher_sees_the_model_counted_among_those_who_can_leave(ottawa):
    room = after(ottawa, room_of(ottawa, Others.STAY), LVA="leave", FIN="stay")
    assert teacher_view(room, ottawa, None, ())["model"]["states"] == 2
    room = room_of(ottawa)
    assert teacher_view(room, ottawa, None, ())["model"]["states"] == int(ottawa.free.sum())


@pytest.mark.parametrize("given", [{"seats": 0}, {"seats": 61}, {"wanted": ("USA",)}])
def test_odd_seats_are_refused(ottawa, given):
    with pytest.raises(InputFault):
        ottawa.offered(**given)


def test_an_unknown_treaty_is_refused():
    with pytest.raises(InputFault, match="CCM"):
        Beside(read("ottawa-2025"), treaty="NPT")
