"""Every kind of event, worked out by hand on the real world of 1 January 2021 (month 1)."""

import numpy as np
import pytest

from simulation.model import stages
from simulation.scenario.faults import InputFault
from simulation.world.build import build
from simulation.world.events.ties import stretches
from simulation.world.world import FOREVER
from tests.world.making import (
    agenda_of,
    at,
    build_real,
    choice,
    event,
    monthly,
    moves,
    scenario,
    tie,
)


def test_without_events_nothing_changes(world):
    dated = agenda_of(world)
    assert dated.months == 12
    assert dated.row.tolist() == [0] * 13
    assert (dated.posture[0] == world.posture).all()
    for table in ("utility", "stigma", "weight_in_others", "credibility"):
        assert (getattr(dated, table) == 1.0).all()
    for table in ("advocacy", "incentive", "pinned"):
        assert not getattr(dated, table).any()
    assert dated.blocs.shape == (0, 200)
    assert dated.bloc_incentive.shape == (1, 0, 200)
    assert (dated.joins == -1).all()
    assert dated.stage_events == ()
    assert dated.layers["alliance"] is world.layers["alliance"]
    assert (
        dated.guaranteed[0].astype(bool).tolist()
        == np.any(list(world.guarantors.values()), axis=0).tolist()
    )


def test_posture_may_pass_one_and_ends_with_until(world):
    rise = event("posture", "RUS", "2021-03", until="2021-05-31", change=("scale", 1.5))
    dated = agenda_of(world, rise)
    (rus,) = at(world, "RUS")
    path = monthly(dated, "posture")[:, rus]
    assert path[[2, 3, 5, 6]] == pytest.approx([0.8, 1.2, 1.2, 0.8])
    others = np.delete(np.arange(200), rus)
    assert (dated.posture[:, others] == world.posture[others]).all()
    assert dated.row.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2]


def test_posture_never_falls_below_zero(world):
    fall = event("posture", "rivals", "2021-01", change=("add", -3.0))
    path = monthly(agenda_of(world, fall), "posture")
    (rus,) = at(world, "RUS")
    assert path[[0, 1], rus].tolist() == [0.8, 0.0]


def test_changes_on_one_target_combine(world):
    dated = agenda_of(
        world,
        event("posture", "Russia", "2021-02", change=("add", 0.5), name="a"),
        event("posture", "Eastern Europe", "2021-01", change=("scale", 2.0), name="b"),
        event("posture", "RUS", "2020-06", change=("set", 3.0), name="c"),
    )
    rus, pol = at(world, "RUS", "POL")
    path = monthly(dated, "posture")
    assert path[:3, rus] == pytest.approx([0.8 * 3, 0.8 * 6, 0.8 * 6.5])
    assert path[1, pol] == pytest.approx(2 * world.posture[pol])


def test_credibility_is_that_of_the_most_credible_guarantee(world):
    doubt = event("credibility", "NATO", "2021-02", ramp=2, change=("scale", 0.6))
    dated = agenda_of(world, doubt)
    est, jpn, swe, usa = at(world, "EST", "JPN", "SWE", "USA")
    path = monthly(dated, "credibility")
    assert path[:4, est] == pytest.approx([1.0, 1.0, 0.8, 0.6])
    assert (path[:, [jpn, swe, usa]] == 1.0).all()
    assert (monthly(dated, "guaranteed")[:, swe] == 0.0).all()


def test_credibility_of_two_guarantees_takes_the_better(world):
    dated = agenda_of(
        world,
        event("credibility", "CSTO", "2021-02", change=("set", 0.2), name="a"),
        event("credibility", "RUS_ARM_1997", "2021-04", change=("set", 0.5), name="b"),
    )
    arm, kaz = at(world, "ARM", "KAZ")
    path = monthly(dated, "credibility")
    assert path[[1, 2, 4], arm].tolist() == [1.0, 1.0, 0.5]
    assert path[[1, 2, 4], kaz].tolist() == [1.0, 0.2, 0.2]


def test_utility_is_by_treaty(world):
    path = monthly(
        agenda_of(world, event("utility", "APMBC", "2021-03", change=("scale", 1.4))), "utility"
    )
    assert path[[2, 3]].tolist() == [[1.0, 1.0], [1.4, 1.0]]
    both = event("utility", "all", "2021-01", change=("add", -0.5))
    assert (monthly(agenda_of(world, both), "utility")[1:] == 0.5).all()


def test_stigma_is_by_group_and_treaty(world):
    shock = event("stigma", "NATO", "2021-02", treaties=["CCM"], change=("scale", 0.5))
    path = monthly(agenda_of(world, shock), "stigma")
    pol, swe = at(world, "POL", "SWE")
    assert path[2, :, pol].tolist() == [1.0, 0.5]
    assert path[2, :, swe].tolist() == [1.0, 1.0]
    assert path[1, :, pol].tolist() == [1.0, 1.0]


def test_advocacy_within_a_bloc(world):
    path = monthly(
        agenda_of(world, event("advocacy", "EU", "2021-01", change=("add", 0.1))), "advocacy"
    )
    aut, gbr = at(world, "AUT", "GBR")
    assert path[1, :, aut].tolist() == [0.1, 0.1]
    assert not path[:, :, gbr].any()


def test_champions_are_heard_by_share_of_ties(world):
    voice = event("advocacy", ["NOR"], "2021-01", change=("add", 0.2), heard_along="border")
    heard = monthly(agenda_of(world, voice), "advocacy")[1, 0]
    fin, nor, ken = at(world, "FIN", "NOR", "KEN")
    # Finland: Norway, Russia and Sweden over land, Estonia and Latvia over water
    border = world.layers["border"]
    weights = {
        world.states[j]: w
        for i, j, w in zip(border.state, border.partner, border.weight, strict=True)
        if i == fin
    }
    assert heard[fin] == pytest.approx(0.2 * weights["NOR"] / sum(weights.values()))
    assert heard[nor] == heard[ken] == 0.0


def test_any_hears_on_the_best_layer(world):
    def heard(along):
        voice = event("advocacy", ["NOR", "AUT"], "2021-01", change=("add", 1.0), heard_along=along)
        return monthly(agenda_of(world, voice), "advocacy")[1, 0]

    best = np.max([heard(layer) for layer in ("border", "alliance", "peers")], axis=0)
    assert heard("any").tolist() == best.tolist()
    assert best.max() <= 1.0


def test_incentive_of_states(world):
    gain = event("incentive", "POL", "2021-02", treaties=["APMBC"], change=("add", 0.3))
    dated = agenda_of(world, gain)
    (pol,) = at(world, "POL")
    assert monthly(dated, "incentive")[2, :, pol].tolist() == [0.3, 0.0]
    assert len(dated.blocs) == 0


def test_bloc_money_is_no_dated_incentive(world):
    money = [
        event(
            "incentive", ["POL", "SWE"], "2021-02", change=("add", 0.5), follows="NATO", name="a"
        ),
        event("incentive", ["POL"], "2021-03", change=("add", 0.25), follows="NATO", name="b"),
        event("incentive", ["AUT"], "2021-03", change=("set", 1.0), follows="EU", name="c"),
    ]
    dated = agenda_of(world, *money)
    pol, swe, aut, usa = at(world, "POL", "SWE", "AUT", "USA")
    assert not dated.incentive.any()
    assert dated.blocs[:, usa].tolist() == [0.0, 1.0]  # EU, NATO
    assert dated.blocs.sum(axis=1).tolist() == [27.0, 30.0]
    paid = monthly(dated, "bloc_incentive")
    assert paid[[1, 2, 3], 1, pol].tolist() == [0.0, 0.5, 0.75]
    assert paid[3, :, [swe, aut]].tolist() == [[0.0, 0.5], [1.0, 0.0]]


def test_who_protects_civilians_weighs_less(world):
    policy = event("protection", "FIN", "2021-02", change=("scale", 0.4))
    path = monthly(agenda_of(world, policy), "weight_in_others")
    fin, swe = at(world, "FIN", "SWE")
    assert path[[1, 2], :, fin].tolist() == [[1.0, 1.0], [0.4, 0.4]]
    assert (path[:, :, swe] == 1.0).all()


def test_a_war_without_end_lasts_to_the_end_of_the_run(world):
    fin, ukr, yem = at(world, "FIN", "UKR", "YEM")
    ends = agenda_of(world, event("conflict", "FIN", "2021-03")).conflict_ends
    assert ends[:5, fin].tolist() == [0, 0, 0, 13, 13]
    assert (ends[:, [ukr, yem]] == 13).all()  # what the tables show
    assert np.count_nonzero(ends.any(axis=0)) == 3


def test_wars_overlap(world):
    (fin,) = at(world, "FIN")
    ends = agenda_of(
        world,
        event("conflict", "FIN", "2021-02", until="2021-05", name="a"),
        event("conflict", "FIN", "2021-04", until="2021-07", name="b"),
    ).conflict_ends
    # months 2 to 3: the first war alone; 4 and 5: both; 6 and 7: the second
    assert ends[:9, fin].tolist() == [0, 0, 6, 6, 8, 8, 8, 8, 0]


def test_an_event_says_when_a_recorded_war_ends(world):
    (ukr,) = at(world, "UKR")
    known = event("conflict", "UKR", "2021-03", until="2021-05")
    assert agenda_of(world, known).conflict_ends[:7, ukr].tolist() == [6, 6, 6, 6, 6, 6, 0]
    never = event("conflict", "UKR", "2035-03")
    assert (agenda_of(world, never).conflict_ends[:, ukr] == 13).all()


def test_peace_ends_what_is_going_on(world):
    (ukr,) = at(world, "UKR")
    ends = agenda_of(world, event("conflict", "UKR", "2021-05", change=("set", 0.0))).conflict_ends
    assert ends[:7, ukr].tolist() == [5, 5, 5, 5, 5, 0, 0]


def test_the_record_of_wars_can_be_set_aside():
    _, dated = build(scenario(world=choice(armed_conflicts="none")))
    assert not dated.conflict_ends.any()


def test_a_tie_begins_and_ends(world):
    bond = event(
        "tie", ["SWE", "FIN"], "2021-03", until="2021-06", change=("set", 0.75), layer="alliance"
    )
    ties = agenda_of(world, bond).layers["alliance"]
    swe, fin = at(world, "SWE", "FIN")
    for pair in ((swe, fin), (fin, swe)):
        assert [tie(ties, *pair, month) for month in (0, 2, 3, 6, 7, 500)] == [
            0.5, 0.5, 0.75, 0.75, 0.5, 0.5,
        ]  # fmt: skip


def test_a_tie_can_be_cut_and_can_grow(world):
    dated = agenda_of(
        world,
        event("tie", ["FIN", "RUS"], "2021-02", change=("set", 0.0), layer="border", name="cut"),
        event(
            "tie",
            ["FIN", "JPN"],
            "2021-02",
            ramp=2,
            change=("add", 0.5),
            layer="peers",
            name="grow",
        ),
    )
    fin, rus, jpn = at(world, "FIN", "RUS", "JPN")
    assert [tie(dated.layers["border"], fin, rus, m) for m in (1, 2, 12)] == [1.0, 0.0, 0.0]
    assert [tie(dated.layers["peers"], jpn, fin, m) for m in (1, 2, 3, 99)] == [0, 0.25, 0.5, 0.5]
    assert len(dated.layers["border"].state) == len(world.layers["border"].state)


def test_stretches_cover_every_month_once():
    path = np.array([0.0, 1.0, 1.0, 0.0, 0.25])
    assert list(stretches(path)) == [(1.0, 1, 2), (0.25, 4, FOREVER)]


def test_a_pin_holds_states_from_deciding(world):
    hold = event("pin", "UKR", "2021-02", until="2021-04", treaties=["APMBC"])
    path = monthly(agenda_of(world, hold), "pinned")
    (ukr,) = at(world, "UKR")
    assert path[:, 0, ukr].tolist() == [False, False, True, True, True] + [False] * 8
    assert path.sum() == 3


def test_exits_are_stage_events_of_parties(world):
    fin, pol, usa = at(world, "FIN", "POL", "USA")
    dated = agenda_of(
        world,
        event("exit", ["POL", "FIN", "USA"], "2021-04", treaties=["APMBC"], name="go"),
        event("exit", "NOR", "2021-02", treaties=["CCM"], stage="out", name="norway"),
        event("exit", "AUT", "2020-02", treaties=["CCM"], stage="notified", name="before"),
    )
    (nor, aut) = at(world, "NOR", "AUT")
    assert moves(dated) == [
        (0, 1, aut, stages.NOTIFIED, "before"),
        (2, 1, nor, stages.OUT, "norway"),
        (4, 0, fin, stages.ANNOUNCED, "go"),
        (4, 0, pol, stages.ANNOUNCED, "go"),
    ]
    assert usa not in [state for _, _, state, *_ in moves(dated)]


def test_a_suspension_ends_where_it_says_so(world):
    (ukr,) = at(world, "UKR")
    pause = event("suspend", "UKR", "2021-07", until="2021-09", treaties=["APMBC"], name="pause")
    assert moves(agenda_of(world, pause)) == [
        (7, 0, ukr, stages.SUSPENDED, "pause"),
        (10, 0, ukr, stages.PARTY, "pause"),
    ]
    endless = event("suspend", "UKR", "2021-07", treaties=["APMBC"])
    assert [e.stage for e in agenda_of(world, endless).stage_events] == [stages.SUSPENDED]


def test_a_state_joins_a_treaty(world):
    mhl, nor = at(world, "MHL", "NOR")
    dated = agenda_of(
        world,
        event("join", "MHL", "2021-05", into="APMBC", name="a"),
        event("join", "NOR", "2021-05", into="APMBC", name="b"),
        event("join", "MHL", "2020-05", into="CCM", name="c"),
    )
    assert dated.joins[:, mhl].tolist() == [5, 0]
    assert dated.joins[0, nor] == -1
    assert (dated.joins >= 0).sum() == 2


def test_finland_joins_nato(world):
    fin, swe, est, usa, tur = at(world, "FIN", "SWE", "EST", "USA", "TUR")
    dated = agenda_of(
        world,
        event("join", "FIN", "2021-04", into="NATO", name="finland"),
        event("join", "SWE", "2021-06", into="NATO", name="sweden"),
        event("credibility", "NATO", "2021-02", change=("set", 0.5), name="doubt"),
        event("stigma", "NATO", "2021-05", change=("scale", 0.5), name="group"),
    )
    ties = dated.layers["alliance"]
    assert [tie(ties, fin, usa, m) for m in (3, 4, 999)] == [0.0, 1.0, 1.0]
    assert [tie(ties, tur, fin, m) for m in (3, 4)] == [0.0, 1.0]
    assert [tie(ties, est, fin, m) for m in (3, 4)] == [0.5, 1.0]  # the EU clause deepens
    assert [tie(ties, swe, fin, m) for m in (4, 5, 6)] == [0.5, 0.5, 1.0]
    assert monthly(dated, "guaranteed")[3:7, [fin, swe]].tolist() == [
        [0, 0], [1, 0], [1, 0], [1, 1],
    ]  # fmt: skip
    assert monthly(dated, "credibility")[3:7, fin].tolist() == [1.0, 0.5, 0.5, 0.5]
    # a group is who belongs to it when the event begins
    assert monthly(dated, "stigma")[6, 0, [fin, swe, est]].tolist() == [0.5, 1.0, 0.5]


def test_joining_a_pact_without_a_guarantor_only_ties(world):
    dated = agenda_of(world, event("join", "UKR", "2021-03", into="EU"))
    ukr, pol = at(world, "UKR", "POL")
    assert [tie(dated.layers["alliance"], ukr, pol, m) for m in (2, 3)] == [0.0, 0.5]
    assert not monthly(dated, "guaranteed")[:, ukr].any()


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (event("posture", "FINN", "2021-01", change=("set", 1.0)), 'did you mean "FIN"?'),
        (event("posture", "Fnland", "2021-01", change=("set", 1.0)), 'did you mean "Finland"?'),
        (event("posture", "RUS", "2021-01"), "events.e.change: missing"),
        (event("credibility", "NAT0", "2021-01", change=("set", 1.0)), 'did you mean "NATO"?'),
        (event("credibility", "EU", "2021-01", change=("set", 1.0)), "not a guarantee"),
        (event("utility", "APMB", "2021-01", change=("set", 1.0)), 'did you mean "APMBC"?'),
        (event("pin", "FIN", "2021-01", treaties=["APMB"]), 'did you mean "APMBC"?'),
        (event("exit", "FIN", "2021-01", stage="gone"), "announced, notified, out"),
        (event("tie", ["FIN", "SWE"], "2021-01", change=("set", 1.0), layer="bordr"), '"border"'),
        (event("tie", ["FIN"], "2021-01", change=("set", 1.0), layer="border"), "two states"),
        (
            event("advocacy", "FIN", "2021-01", change=("add", 1.0), heard_along="radio"),
            "peers, any",
        ),
        (event("incentive", "FIN", "2021-01", change=("add", 1.0), follows="NATOO"), '"NATO"'),
        (event("join", "FIN", "2021-01", into="NATOO"), 'did you mean "NATO"?'),
        (event("join", "FIN", "2021-01", into="ASEAN"), "not a treaty or defence pact"),
        (event("join", "FIN", "2021-01"), "not a treaty or defence pact"),
        (event("postur", "FIN", "2021-01"), 'did you mean "posture"?'),
    ],
)
def test_faults_are_one_line(one, says):
    with pytest.raises(InputFault) as found:
        build(scenario(one))
    (line,) = found.value.faults
    assert says in line
    assert line.startswith("test: events.e.")
    assert "\n" not in line


def test_all_faults_are_told_at_once():
    with pytest.raises(InputFault) as found:
        build(
            scenario(
                event("pin", ["FINN", "SWEE"], "2021-01", name="a"),
                event("utility", "APMB", "2021-01", change=("set", 1.0), name="b"),
            )
        )
    assert [line.split(" = ")[0] for line in found.value.faults] == [
        "test: events.a.target",
        "test: events.a.target",
        "test: events.b.target",
    ]


def test_a_source_that_is_not_there_is_refused():
    with pytest.raises(InputFault, match="imagined") as found:
        build(scenario(world=choice(source="imagined")))
    assert "allowed are real" in str(found.value)


def test_the_order_of_events_in_the_file_does_not_matter(world):
    events = [
        event("posture", "RUS", "2021-02", change=("scale", 1.3), name="a"),
        event("posture", "all", "2021-03", ramp=5, change=("scale", 1.7), name="b"),
        event("join", "FIN", "2021-04", into="NATO", name="c"),
        event("tie", ["FIN", "USA"], "2021-05", change=("scale", 0.3), layer="alliance", name="d"),
        event("exit", "NATO", "2021-06", name="f"),
    ]
    one, two = agenda_of(world, *events), agenda_of(world, *reversed(events))
    assert moves(one) == moves(two) != []
    for name in ("row", "posture", "guaranteed", "credibility", "joins", "conflict_ends"):
        assert getattr(one, name).tobytes() == getattr(two, name).tobytes()
    for column, values in vars(one.layers["alliance"]).items():
        assert values.tobytes() == getattr(two.layers["alliance"], column).tobytes()


def test_equal_depths_hold_for_newcomers_too():
    equal = choice(alliance_layer="pacts-equal")
    world, dated = build(scenario(event("join", "UKR", "2021-03", into="EU"), world=equal))
    ukr, pol = at(world, "UKR", "POL")
    assert tie(dated.layers["alliance"], ukr, pol, 3) == 1.0
    assert (build_real(alliance_layer="pacts-equal").layers["alliance"].weight == 1.0).all()
