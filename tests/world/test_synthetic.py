"""Synthetic worlds: names, seeds, threat and commitment, and a world of its own for each run."""

import dataclasses

import numpy as np
import pytest
from scipy import stats

from simulation.engines import choosing
from simulation.engines.departures import departures_of
from simulation.experiments.cases import case_of
from simulation.model.exposure import contribution
from simulation.model.perception import posture_felt
from simulation.model.stages import OUT, PARTY
from simulation.outcomes.measures import list_exits, measure_runs
from simulation.outcomes.tables import summarise_states
from simulation.outcomes.totals import total
from simulation.scenario.faults import InputFault
from simulation.world.build import build, redrawing
from simulation.world.events import rows
from simulation.world.synthetic import start
from simulation.world.synthetic.drawing import draws_anew, identifiers, redrawn_world
from simulation.world.synthetic.expanding import expanded
from tests.oracles.laws import ALPHA, follow
from tests.running import same
from tests.world.made import THRESHOLD, made, pairs_of, same_world

RANDOM = {"graph": "erdos-renyi", "mean_degree": 4.0}
COMPLETE = {"graph": "complete"}
RING = {"graph": "ring", "degree": 2}


def seeds_of(world):
    return np.flatnonzero(world.stage[0] == OUT).tolist()


@pytest.mark.parametrize("states", [2, 100, 100_000, 100_001])
def test_names_sort_as_numbers_do(states):
    names = identifiers(states)
    assert len(names) == len(set(names)) == states
    assert list(names) == sorted(names)
    assert names[0] == ("S00000" if states <= 100_000 else "S000000")


def test_a_state_keeps_its_luck_however_many_there_are():
    assert identifiers(100_001, 5)[:100] == identifiers(100)
    assert len(set(identifiers(100_001, 5))) == 100_001


def test_a_world_says_what_it_has():
    said = made(6, layers={"border": COMPLETE, "peers": RING}, treaties=["A", "B"], notice_months=3)
    world, dated = build(said)
    assert world.names == world.states == world.draw_keys
    assert world.declared == ("border", "peers")
    assert (world.complete, world.complete_weight) == (("border",), (1.0,))
    assert [len(world.layers[name].state) for name in ("border", "alliance", "peers")] == [0, 0, 12]
    assert [(t.code, t.notice_months, t.conflict_clause) for t in world.treaties] == [
        ("A", 3, False),
        ("B", 3, False),
    ]
    assert world.kindred.tolist() == [[0, 1], [1, 0]]
    assert (world.stage == PARTY).all()
    assert (world.groups, world.guarantors, len(world.rivals.state)) == ({}, {}, 0)
    assert np.isnan(world.population).all()
    assert dated.layers == world.layers


@pytest.mark.parametrize(
    ("seeds", "count"),
    [({"count": 0}, 0), ({"count": 7}, 7), ({"count": 30}, 30), ({"fraction": 0.1}, 3),
     ({"fraction": 0.05}, 2), ({"fraction": 0.0}, 0), ({"fraction": 1.0}, 30)],
)  # fmt: skip
def test_as_many_seeds_are_drawn_as_asked_for(seeds, count):
    world = redrawn_world(made(30, layers=RING, seeds=seeds), 5)
    assert len(seeds_of(world)) == count


def test_seeds_are_out_of_the_first_treaty_only():
    world = redrawn_world(made(30, layers=RING, seeds={"count": 4}, treaties=["A", "B"]), 5)
    assert (world.stage[0] == OUT).sum() == 4
    assert (world.stage[1] == PARTY).all()


def test_every_state_is_a_seed_as_often_as_any_other():
    counts = np.zeros(10)
    pairs = np.zeros((10, 10))
    for replicate in range(3000):
        drawn = start.drawn_seeds({"count": 3}, 10, 1, replicate)
        assert len(set(drawn.tolist())) == 3
        counts[drawn] += 1
        pairs[np.ix_(drawn, drawn)] += 1
    assert all(stats.binomtest(int(c), 3000, 0.3).pvalue > ALPHA for c in counts)
    follow(pairs[np.triu_indices(10, 1)], [1 / 45] * 45)


def test_more_seeds_include_fewer():
    few, more = (start.drawn_seeds({"count": n}, 50, 1, 7).tolist() for n in (5, 20))
    assert set(few) < set(more)


def test_drawn_seeds_are_marked_in_each_runs_own_world_only():
    said = made(30, layers=RING, seeds={"count": 4})
    assert draws_anew(said)
    assert seeds_of(build(said)[0]) == []
    redraw = redrawing(said)
    assert len({tuple(seeds_of(redraw(replicate)[0])) for replicate in range(20)}) > 15


def test_listed_seeds_are_marked_everywhere():
    said = made(30, layers=RANDOM, seeds={"states": ["S00003", "S00029"]})
    assert seeds_of(build(said)[0]) == [3, 29]
    assert seeds_of(redrawing(said)(8)[0]) == [3, 29]


@pytest.mark.parametrize(
    ("world", "anew"),
    [
        ({"layers": RING, "seeds": {"states": ["S00001"]}}, False),
        ({"layers": RING, "seeds": {"count": 0}}, False),
        ({"layers": RING, "seeds": {"fraction": 1.0}}, False),
        ({"layers": COMPLETE}, False),
        ({"layers": {"graph": "small-world", "degree": 2, "rewire": 0.0}}, False),
        ({"layers": {"graph": "small-world", "degree": 2, "rewire": 0.1}}, True),
        ({"layers": RANDOM}, True),
        ({"layers": RANDOM, "fixed": True}, False),
        ({"layers": RING, "seeds": {"count": 2}}, True),
        ({"layers": RING, "threat": {"uniform": {"low": 0.0, "high": 1.0}}}, True),
        ({"layers": RING, "commitment": {"normal": {"mean": 0.5, "sd": 0.1}}}, True),
        ({"layers": RING, "commitment": {"constant": 0.5}}, False),
    ],
)
def test_a_world_is_drawn_anew_where_luck_decides_something(world, anew):
    said = made(30, **world)
    assert draws_anew(said) == anew
    assert (redrawing(said) is not None) == anew


DRAWN = {
    "layers": {"border": RANDOM, "peers": RING},
    "seeds": {"count": 3},
    "threat": {"uniform": {"low": 0.2, "high": 0.9}},
    "commitment": {"normal": {"mean": 0.5, "sd": 0.3}},
    "rule": {"name": "threshold", "threshold": {"normal": {"mean": 0.3, "sd": 0.1}}},
    "treaties": ["A", "B"],
}


@pytest.mark.parametrize("replicate", [0, 1, 17])
def test_a_runs_world_is_the_same_whoever_asks(replicate):
    said = made(30, **DRAWN)
    redraw = redrawing(said, build(said))
    several = [redraw(number) for number in (3, replicate, 5, replicate)]
    same_world(several[1][0], several[3][0])
    same_world(several[1][0], redrawing(said)(replicate)[0])
    assert several[1][1].layers == several[1][0].layers
    with pytest.raises(AssertionError):
        same_world(several[1][0], several[2][0])


def test_what_luck_does_not_decide_is_not_made_again():
    said = made(30, **DRAWN)
    base, dated = build(said)
    world, agenda = redrawing(said, (base, dated))(4)
    assert world.layers["peers"] is base.layers["peers"]
    assert world.states is base.states
    assert agenda.stigma is dated.stigma


def test_a_fixed_world_is_that_of_replicate_0_for_everybody():
    fixed, drawn = made(30, fixed=True, **DRAWN), made(30, **DRAWN)
    assert redrawing(fixed) is None
    same_world(build(fixed)[0], redrawing(drawn)(0)[0])
    assert len(seeds_of(build(fixed)[0])) == 3


def test_threat_is_felt_as_asked_for():
    asked = [0.0, 1e-6, 0.25, 0.5, 0.999999, 1.0]
    world, _ = build(made(6, threat={"values": asked}))
    felt = [posture_felt(contribution(1.0, danger)) for danger in world.danger.tolist()]
    np.testing.assert_allclose(felt, asked, rtol=0, atol=2e-12)
    assert (felt[0], felt[-1]) == (0.0, 1.0)
    assert (world.danger * 2.0**40 == np.rint(world.danger * 2.0**40)).all()
    constant, _ = build(made(6, threat={"constant": 0.25}))
    assert constant.danger.tolist() == [world.danger[2]] * 6


def test_drawn_amounts_follow_their_laws_and_stay_in_0_to_1():
    said = made(
        20_000,
        threat={"uniform": {"low": 0.2, "high": 0.6}},
        commitment={"normal": {"mean": 0.4, "sd": 0.2}},
        treaties=["A", "B"],
    )
    world, _ = build(said)
    threat = -np.expm1(-world.danger)
    assert stats.kstest(threat, stats.uniform(0.2, 0.4).cdf).pvalue > ALPHA
    for row in world.commitment:
        inside = row[(row > 0.0) & (row < 1.0)]
        law = stats.truncnorm(-2.0, 3.0, 0.4, 0.2)
        assert stats.kstest(inside, law.cdf).pvalue > ALPHA
        assert stats.binomtest(int((row == 0.0).sum()), row.size, stats.norm.cdf(-2)).pvalue > ALPHA
    assert abs(np.corrcoef(world.commitment)[0, 1]) < 0.05
    assert abs(np.corrcoef(threat, world.commitment[0])[0, 1]) < 0.05


def test_more_states_leave_the_amounts_of_the_first_as_they_were():
    few, more = (build(made(n, **{**DRAWN, "layers": RING}))[0] for n in (30, 45))
    assert few.danger.tolist() == more.danger[:30].tolist()
    assert few.commitment.tolist() == more.commitment[:, :30].tolist()
    assert few.threshold.tolist() == more.threshold[:, :30].tolist()


def assert_same_agenda(one, other):
    for field in dataclasses.fields(one):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if field.name == "layers":
            assert all(a[name] is b[name] for name in a)
        elif field.name == "months":
            assert a == b
        elif field.name == "stage_events":
            assert [vars(event) for event in a] == [vars(event) for event in b]
        else:
            assert (a.dtype, a.shape) == (b.dtype, b.shape), field.name
            np.testing.assert_array_equal(a, b, err_msg=field.name)


@pytest.mark.parametrize("treaties", [["A"], ["A", "B"]])
def test_a_world_without_events_has_the_agenda_that_the_long_way_gives(treaties):
    from simulation.world import agenda

    said = made(7, layers=RANDOM, treaties=treaties, threat={"constant": 0.3}, seeds={"count": 2})
    world, short = build(said)
    assert_same_agenda(short, agenda.disturbed(world, said, (), (), ()))


EVENTS = [
    {"name": "a", "kind": "stigma", "target": "all", "from": "2000-03", "until": "2000-08",
     "ramp_months": 4, "change": {"scale": 0.5}},
    {"name": "b", "kind": "pin", "target": "S00002", "from": "2000-04", "until": "2000-05"},
    {"name": "c", "kind": "exit", "target": "S00003", "from": "2000-05", "stage": "out"},
    {"name": "d", "kind": "suspend", "target": "S00004", "from": "1999-05", "until": "2000-07"},
    {"name": "e", "kind": "tie", "target": ["S00000", "S00001"], "layer": "peers",
     "from": "2000-02", "until": "2000-09", "change": {"set": 0.5}},
    {"name": "f", "kind": "advocacy", "target": "S00005", "from": "1999-01", "until": "2000-01",
     "heard_along": "peers", "change": {"set": 0.5}},
]  # fmt: skip


def test_tables_are_those_of_every_month_looked_at(monkeypatch):
    """Months in which nothing changes are not looked at, and that changes nothing."""
    said = made(7, layers=RANDOM, events=EVENTS, treaties=["A", "B"])
    quick = build(said)[1]
    monkeypatch.setattr(rows, "stretches", lambda ready, joined, months: np.arange(months + 1))
    slow = build(said)[1]
    assert quick.stigma.shape[0] < said.months
    for name in ("state", "partner", "weight", "since", "until"):
        a, b = (getattr(dated.layers["peers"], name) for dated in (quick, slow))
        np.testing.assert_array_equal(a, b)
    assert_same_agenda(quick, dataclasses.replace(slow, layers=quick.layers))


def test_a_tie_event_holds_in_every_runs_own_network():
    said = made(7, layers=RANDOM, events=EVENTS)
    redraw = redrawing(said)
    for replicate in range(5):
        world, dated = redraw(replicate)
        ties = dated.layers["peers"]
        ours = (ties.state == 0) & (ties.partner == 1) & (ties.since == 2)
        assert ties.weight[ours].tolist() == [0.5]
        assert pairs_of(ties) == pairs_of(world.layers["peers"]) | {(0, 1)}


def test_a_tie_event_on_a_complete_layer_is_refused():
    with pytest.raises(InputFault, match=r'events\.e\.layer = "peers".*everybody') as found:
        build(made(7, layers=COMPLETE, events=EVENTS))
    assert len(found.value.faults) == 1


def test_champions_on_a_complete_layer_are_heard_by_all_others():
    said = {"events": EVENTS[5:], "months": 3}
    complete = build(made(7, layers=COMPLETE, **said))[1]
    written = build(made(7, layers={"graph": "ring", "degree": 6}, **said))[1]
    assert complete.advocacy.any()
    np.testing.assert_array_equal(complete.advocacy, written.advocacy)


RULES = {
    "threshold": {"name": "threshold", "threshold": {"uniform_integers": {"low": 0, "high": 9}},
                  "measure": "count"},
    "cascade": {"name": "cascade", "probability": 0.2},
    "simple": {"name": "simple", "p": 0.02, "q": 0.3},
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("engine", ["compiled", "mesa"])
def test_a_complete_layer_is_every_tie_written_out(rule, engine):
    said = made(12, RULES[rule], COMPLETE, seeds={"states": ["S00004"]}, months=8)
    case = case_of(said, *build(said))
    world, dated = expanded(case.world, case.agenda)
    assert len(world.layers["peers"].state) == 12 * 11
    assert world.complete == ()
    run, replicates = choosing.engine(engine), np.arange(3)
    written = dataclasses.replace(case, world=world, agenda=dated, redraw=None)
    shorthand = dataclasses.replace(case, redraw=None)
    same(run(shorthand, replicates, 0), run(written, replicates, 0))


@pytest.mark.parametrize("engine", ["compiled", "mesa"])
def test_a_run_alone_is_the_run_among_many(engine):
    said = made(15, RULES["threshold"], RANDOM, seeds={"count": 2}, months=8)
    case, run = case_of(said, *build(said)), choosing.engine(engine)
    whole = run(case, np.arange(6), 0)
    alone = run(case, np.array([4]), 0)
    np.testing.assert_array_equal(whole.out[4], alone.out[0])
    assert len({row.tobytes() for row in whole.out}) > 3


def test_both_engines_live_in_the_same_worlds():
    said = made(15, RULES["cascade"], RANDOM, seeds={"count": 2}, months=8, treaties=["A", "B"])
    case = case_of(said, *build(said))
    compiled, mesa = (choosing.engine(name)(case, np.arange(5), 2) for name in choosing.ENGINES)
    assert (compiled.announced > 0).any()
    same(compiled, mesa)


def test_seeds_are_out_from_the_start_and_no_exits():
    said = made(15, RULES["threshold"], RANDOM, seeds={"count": 3}, months=8)
    world, dated = build(said)
    left = choosing.engine("compiled")(case_of(said, world, dated), np.arange(40), 0)
    seeds = np.array([redrawn_world(said, r).stage == OUT for r in range(40)])
    assert (left.announced[seeds] == 0).all()
    assert (left.out[seeds] == 0).all()
    assert left.forced[seeds].all()
    moved = departures_of(left)
    runs, exits = measure_runs(moved, world, dated, 5), list_exits(moved)
    gone = (left.stage == OUT) & ~seeds
    assert runs["exits"].tolist() == gone.sum(axis=(1, 2)).tolist()
    assert (runs["people_uncovered"] == 0).all()
    at_start = exits["announced"] == 0
    assert at_start.sum() == 3 * 40
    assert exits["forced"][at_start].all()
    table = summarise_states(total(moved, world, dated), world, dated)
    assert set(table["standing"].tolist()) == {"free"}
    assert table["leavers"].sum() == gone.sum()


RAMP = [
    {"name": "r", "kind": "stigma", "target": "all", "from": "2000-01", "ramp_months": 40,
     "change": {"scale": 0.5}}
]  # fmt: skip
BIG = [
    ({"layers": {"graph": "erdos-renyi", "mean_degree": 100.0}}, "has about 50,000,000 ties"),
    ({"layers": {"graph": "ring", "degree": 1000}}, 'graph = "ring"'),
    ({"layers": {"graph": "scale-free", "mean_degree": 80.0}}, 'graph = "scale-free"'),
    ({"layers": {"graph": "block", "sizes": [500_000, 500_000], "inside": 1.0, "across": 0.0}},
     'graph = "block"'),
    ({"layers": COMPLETE, "rule": {"name": "hazard"}}, "1,000,000 states needs a textbook rule"),
    ({"layers": RING, "rule": {"name": "hazard"}, "months": 600},
     'rule.name = "hazard": 600 months'),
    ({"layers": COMPLETE, "events": RAMP, "months": 60}, "events: they change 1,000,000 states"),
    ({"layers": COMPLETE, "events": [{**EVENTS[2], "target": "all"}]},
     "events: exit and suspend would move 1,000,000 states"),
]  # fmt: skip


@pytest.mark.parametrize(("world", "said"), BIG)
def test_what_cannot_be_held_is_refused_in_one_line(world, said):
    with pytest.raises(InputFault, match=said) as found:
        build(made(1_000_000, **world))
    assert len(found.value.faults) == 1


def test_a_large_complete_layer_needs_the_fast_engine():
    said = made(3001, THRESHOLD, COMPLETE, seeds={"states": ["S00001"]})
    case = case_of(said, *build(said))
    with pytest.raises(InputFault, match="3,001 states needs a textbook rule") as found:
        choosing.engine("mesa")(case, np.arange(1), 0)
    assert len(found.value.faults) == 1


def test_a_million_states_need_little_room():
    said = made(1_000_000, layers=COMPLETE, seeds={"fraction": 0.01}, threat={"constant": 0.5})
    world, dated = build(said)
    for table in (world.danger, world.commitment, world.threshold, dated.conflict_ends):
        assert set(table.strides) == {0}
    assert len(seeds_of(redrawing(said, (world, dated))(3)[0])) == 10_000
