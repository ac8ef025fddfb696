"""Ways to change a case: reorder its states, add one, cut a tie, lengthen it, intervene."""

from dataclasses import replace

import numpy as np

from simulation.model.stages import NEVER_JOINED, OUT, PARTY
from simulation.world.world import FOREVER, LAYERS, Ties
from tests.worlds import ROWED, moved, ties

TABLES = (
    "posture",
    "guaranteed",
    "credibility",
    "stigma",
    "advocacy",
    "incentive",
    "weight_in_others",
    "pinned",
    "blocs",
    "bloc_incentive",
    "joins",
    "conflict_ends",
)
"""Tables of an agenda whose last axis is the states."""

NO_CONTAGION = dict.fromkeys(
    (
        "border_weight",
        "alliance_weight",
        "peer_weight",
        "erosion_border",
        "erosion_alliance",
        "erosion_peers",
        "kindred",
        "exit_incentive",
        "answer",
        "deterrence",
    ),
    0.0,
)
"""Every term that reads another state's stage, off."""


def with_parameters(case, **parameters):
    """The case with other parameters."""
    return replace(case, parameters=case.parameters._replace(**parameters))


def with_tables(case, **tables):
    """The case with other tables on its agenda."""
    return replace(case, agenda=replace(case.agenda, **tables))


def with_layers(case, **layers):
    """The case with other ties on some layers."""
    return with_tables(case, layers={**case.agenda.layers, **layers})


def without_contagion(case):
    """The case in which no state sees what another one does."""
    return with_parameters(case, **NO_CONTAGION)


def reordered(case, order):
    """The same states in another order: the state at ``order[n]`` moves to place n."""
    order = np.asarray(order)
    place = np.argsort(order)
    w, a = case.world, case.agenda
    events = tuple(replace(e, state=int(place[e.state])) for e in a.stage_events)
    return replace(
        case,
        world=replace(
            w,
            **{f: tuple(getattr(w, f)[n] for n in order) for f in ("states", "names", "draw_keys")},
            **{f: getattr(w, f)[..., order] for f in ("stage", "commitment", "posture", "danger")},
            layers={name: _placed(t, place) for name, t in w.layers.items()},
            rivals=_placed(w.rivals, place),
        ),
        agenda=replace(
            a,
            **{f: getattr(a, f)[..., order] for f in TABLES},
            layers={name: _placed(t, place) for name, t in a.layers.items()},
            stage_events=events,
        ),
    )


def _placed(t, place):
    """Ties between the same states at other places, and listed backwards."""
    return Ties(
        state=place[t.state][::-1].copy(),
        partner=place[t.partner][::-1].copy(),
        weight=t.weight[::-1].copy(),
        since=t.since[::-1].copy(),
        until=t.until[::-1].copy(),
    )


def with_newcomer(case, stage=PARTY, pinned=False):
    """The case with one more state, at the last place, that nothing ties to anybody."""
    w, a = case.world, case.agenda
    name = f"NEW{len(w.states)}"
    neutral = {"credibility": 1.0, "stigma": 1.0, "weight_in_others": 1.0, "joins": -1}
    grown = {f: _grown(getattr(a, f), neutral.get(f, 0.0)) for f in TABLES}
    grown["pinned"][..., -1] = pinned
    return replace(
        case,
        world=replace(
            w,
            **{f: (*getattr(w, f), name) for f in ("states", "names", "draw_keys")},
            stage=_grown(w.stage, stage),
            commitment=_grown(w.commitment, 0.5),
            posture=_grown(w.posture, 0.5),
            danger=_grown(w.danger, 0.0),
        ),
        agenda=replace(a, **grown),
    )


def _grown(table, value):
    added = np.broadcast_to(np.asarray(value)[..., None], (*table.shape[:-1], 1))
    return np.concatenate([table, added], axis=-1).astype(table.dtype)


def with_tie_cut(case, layer, which):
    """The case with one tie cut, its weight kept in the denominator.

    The partner is replaced by a newcomer that is bound by the same treaties and never moves.
    """
    cut = case.agenda.layers[layer]
    partner = cut.partner.copy()
    bound = case.world.stage[:, partner[which]] != NEVER_JOINED
    grown = with_newcomer(case, np.where(bound, PARTY, NEVER_JOINED), pinned=True)
    partner[which] = len(case.world.states)
    return with_layers(grown, **{layer: replace(cut, partner=partner)})


def without_tie(case, layer, which):
    """The case with one tie gone altogether: the others now make up the whole."""
    t = case.agenda.layers[layer]
    fields = ("state", "partner", "weight", "since", "until")
    return with_layers(case, **{layer: Ties(*(np.delete(getattr(t, f), which) for f in fields))})


def lengthened(case, months, rng):
    """The case with so many more months, in which anything may happen."""
    a = case.agenda
    rows, wars = len(a.posture), (months, len(case.world.states))
    later = rng.integers(a.months + 1, a.months + 1 + months, a.joins.shape)
    state = int(rng.integers(len(case.world.states)))
    return with_tables(
        case,
        months=a.months + months,
        row=np.append(a.row, rng.integers(0, rows, months)),
        conflict_ends=np.vstack([a.conflict_ends, rng.integers(0, a.months + months, wars)]),
        joins=np.where(a.joins < 0, later, a.joins),
        stage_events=(*a.stage_events, moved(a.months + 1, state, OUT)),
    )


def intervened(case, month, rng):
    """The case with everything dated changed from a month on: tables, wars, stages, ties."""
    a = case.agenda
    rows = len(a.posture)
    tables = {f: _twice(getattr(a, f), rng) for f in ROWED}
    wars = a.conflict_ends.copy()
    wars[month:] = a.months + 1
    added = (moved(month, state, OUT) for state in range(0, len(case.world.states), 3))
    events = sorted((*a.stage_events, *added), key=lambda event: event.month)
    states = len(case.world.states)
    new_ties = ties([(i, (i + 1) % states, 2.0, month, FOREVER) for i in range(states)])
    changed = with_tables(
        case,
        row=np.where(np.arange(a.months + 1) >= month, a.row + rows, a.row),
        **tables,
        conflict_ends=wars,
        stage_events=tuple(events),
    )
    return with_layers(changed, **{name: _joined(a.layers[name], new_ties) for name in LAYERS})


def _twice(table, rng):
    """A table's rows, and after them as many other ones."""
    if table.dtype == bool:
        return np.concatenate([table, ~table])
    return np.concatenate([table, np.clip(table + rng.choice([-0.5, 0.5], table.shape), 0.0, 2.0)])


def _joined(one, other):
    fields = ("state", "partner", "weight", "since", "until")
    return Ties(*(np.concatenate([getattr(one, f), getattr(other, f)]) for f in fields))
