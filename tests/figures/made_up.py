"""Finished results made up for the figures' tests, in exactly the columns of a real result."""

import datetime
from pathlib import Path

import numpy as np
import pandas as pd

from simulation.figures.gazetteer import places
from simulation.outcomes import columns as described
from simulation.outcomes.contents import arrow_table
from simulation.outcomes.intervals import mean_with_interval, wilson
from simulation.outcomes.manifest import KIND
from simulation.outcomes.records import Record, write_record
from simulation.predictions.theory import Theory, as_columns, by_month, chances, ended

OUTSIDE = ("USA", "RUS", "CHN", "IND", "KOR", "PRK", "PAK", "ISR", "SGP", "GEO", "AZE", "EGY")
STANDING = {"UKR": "suspended", "MNG": "forced", "AUT": "held", "CAN": "gone"}
CHANCES = {
    "LTU": 0.71, "EST": 0.68, "LVA": 0.66, "POL": 0.55, "FIN": 0.62, "NOR": 0.2, "ROU": 0.11,
    "MDA": 0.09, "SWE": 0.08, "DEU": 0.05, "GBR": 0.041, "TUR": 0.03, "JPN": 0.02, "CZE": 0.019,
    "SVK": 0.018, "HUN": 0.017, "DNK": 0.016, "BGR": 0.012, "BIH": 0.008, "MEX": 0.005,
    "GRC": 0.004, "MLT": 0.003,
}  # fmt: skip
EVENTS = (
    {"name": "invasion", "kind": "posture", "from": "2022-02-24"},
    {"name": "guarantee-doubt", "kind": "credibility", "from": "2025-01-20"},
    {"name": "ukraine-suspends", "kind": "suspend", "from": "2025-07-01", "treaties": ["APMBC"]},
    {"name": "finland-joins", "kind": "tie", "from": "2023-04-04"},
)


def made_up(
    treaties=("APMBC",), chances=None, source="real", title="The Ottawa Convention from 2021",
    events=EVENTS, cascade_size=5, runs=10_000, years=10, points=(0,), exits=None, theories=(),
) -> Record:  # fmt: skip
    """A result in memory; ``chances`` by state, 0 for the other parties of the real world.

    theories: what theories say of the first treaty at the first point.
    """
    chances = CHANCES if chances is None else chances
    luck = np.random.default_rng(11)
    keys = [(point, treaty) for point in points for treaty in treaties]
    counts = {
        key: _counts(chances, runs, luck) if exits is None else np.asarray(exits) for key in keys
    }
    tables = {
        "states": [_states(key, chances, runs, source) for key in keys],
        "points": [_point(key, counts[key], cascade_size) for key in keys],
        "sizes": [_sizes(key, counts[key]) for key in keys],
        "months": [_months(key, counts[key], 12 * years) for key in keys],
        "runs": [_runs(counts[keys[0]], cascade_size)],
        "exits": [pd.DataFrame(columns=[column.name for column in described.EXITS])],
        "predictions": [pd.DataFrame(as_columns({treaties[0]: theories}, points[0]))],
    }
    scenario = _scenario(treaties, source, title, events, cascade_size, runs, years)
    return Record(
        {"kind": KIND, "scenario": scenario}, {n: _arrow(n, t) for n, t in tables.items()}
    )


def theories_of(exits, why_not="", law=True, years=10, method="binomial chain by share"):
    """A theory that expects what a made-up result shows, of its law or of its mean only."""
    exits = np.asarray(exits)
    shares = np.bincount(exits) / len(exits)
    path = [exits.mean() * _share_by(month, 12 * years) for month in range(12 * years + 1)]
    values = (*ended(200, 0, float(exits.mean())), *(chances(shares) if law else []),
              *by_month(path))  # fmt: skip
    return (Theory(method, "Made up.", why_not, values),)


def _share_by(month, months):
    return 1.0 / (1.0 + np.exp(-(month - 0.45 * months) / (0.12 * months))) if month else 0.0


def _arrow(name, parts):
    columns = {
        "states": described.STATES, "points": described.POINTS, "sizes": described.SIZES,
        "months": described.MONTHS, "exits": described.EXITS,
        "predictions": described.PREDICTIONS,
        "runs": described.runs_columns(("APMBC",)),
    }[name]  # fmt: skip
    table = pd.concat(parts)
    return arrow_table({name: table[name].to_numpy() for name in table}, columns)


def _scenario(treaties, source, title, events, cascade_size, runs, years):
    return {
        "title": title, "name": "made-up", "events": list(events),
        "time": {"start": "2021-01-01", "end": f"{2020 + years}-12-31"},
        "world": {"source": source, "as_of": "2021-01-01", "treaties": list(treaties)},
        "run": {"replicates": runs, "cascade_size": cascade_size},
    }  # fmt: skip


def _counts(chances, runs, luck):
    """Exits of each run: states lean the same way in one run, so the counts spread out."""
    chance = np.array(list(chances.values()))
    bent = luck.uniform(0.2, 1.0, runs)[:, None] * chance
    leave = np.where(np.isin(chance, (0.0, 1.0)), chance, np.minimum(1.0, 1.7 * bent))
    return (luck.random((runs, len(chance))) < leave).sum(axis=1)


def _states(key, chances, runs, source):
    real = source == "real"
    everyone = [s for s in places() if s not in OUTSIDE] if real else list(chances)
    standing = np.array([STANDING.get(s, "free") if real else "free" for s in everyone])
    chance = np.array([chances.get(s, 0.0) for s in everyone])
    low, high = wilson(np.rint(chance * runs).astype(np.int64), runs)
    numbers = {"p_exit": chance, "low": low, "high": high}
    return pd.DataFrame(
        {"point": key[0], "treaty": key[1], "state": everyone,
         "name": [places()[s].name if real else s for s in everyone], "standing": standing,
         "runs": runs, "leavers": np.rint(chance * runs), "median_month": 50,
         "mean_threat": 0.3, "mean_norm": 0.7,
         **{name: np.where(standing == "free", values, np.nan) for name, values in numbers.items()}}
    )  # fmt: skip


def _with_interval(name, values):
    return dict(zip((name, f"{name}_low", f"{name}_high"), values, strict=True))


def _point(key, counts, cascade_size):
    low, high = wilson(int((counts >= cascade_size).sum()), len(counts))
    row = {"point": key[0], "treaty": key[1], "runs": len(counts), "cascade_size": cascade_size}
    row |= _with_interval("mean_exits", mean_with_interval(counts.astype(float)))
    row |= _with_interval("p_cascade", (float((counts >= cascade_size).mean()), low, high))
    row |= {"norm_start": 0.8, **_with_interval("mean_norm_among_stayers", (0.7, 0.69, 0.71))}
    row |= _with_interval("mean_people_uncovered", (1e6, 9e5, 1.1e6))
    row |= _with_interval("mean_border_km_uncovered", (500.0, 450.0, 550.0))
    for q in described.QUANTILES:
        row |= _with_interval(f"q{q:02d}", [int(np.quantile(counts, q / 100))] * 3)
    return pd.DataFrame([row])


def _sizes(key, counts):
    size, runs = np.unique(counts, return_counts=True)
    return pd.DataFrame({"point": key[0], "treaty": key[1], "size": size, "runs": runs})


def _months(key, counts, months):
    rows = []
    for month in range(months + 1):
        so_far = np.rint(counts * _share_by(month, months))
        year, place = divmod(12 * 2021 + month - 1, 12)
        row = {"month": month, "date": np.datetime64(datetime.date(year, place + 1, 1))}
        row |= {f"exits_q{q:02d}": int(np.quantile(so_far, q / 100)) for q in described.QUANTILES}
        rows.append(row | {"exits_mean": so_far.mean()})
    means = {"threat_mean": 0.3, "commitment_mean": 0.7, "n": 100}
    return pd.DataFrame(rows).assign(point=key[0], treaty=key[1], **means)


def _runs(counts, cascade_size):
    number = np.arange(len(counts))
    nothing = {"first_exit": -1, "last_exit": -1, "people_uncovered": 0, "border_km_uncovered": 0}
    return pd.DataFrame({"run": number, "replicate": number, "exits": counts}).assign(
        point=0, out_count=0, norm_among_stayers=0.7, cascade=counts >= cascade_size, **nothing
    )


def written(record: Record, folder: Path) -> Path:
    """The result as a folder."""
    folder.mkdir(parents=True)
    write_record(record, folder)
    return folder
