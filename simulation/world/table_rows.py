"""What one row of each open table holds."""

import datetime
from typing import NamedTuple


class StateRow(NamedTuple):
    """One state."""

    iso3: str
    iso_num: str
    name: str
    region: str
    subregion: str
    latitude: float
    longitude: float
    population: float
    population_year: str
    gdp_ppp_usd: float
    """Gross domestic product in purchasing-power dollars of 2021."""
    milex_usd: float
    """Military spending in purchasing-power dollars."""
    milex_year: str


class BorderRow(NamedTuple):
    """A land border between two states, a < b."""

    a: str
    b: str
    border_km: float
    part: str
    """``main``, or the exclave or overseas part that makes the border."""


class SeaRow(NamedTuple):
    """Two states that lie near each other, a < b."""

    a: str
    b: str
    core_distance_km: float
    """Shortest distance without overseas parts; nan above 400 km."""
    over_third_land: float
    """Share of that line over other states' land, 0..1."""


class MemberRow(NamedTuple):
    """One stretch of membership in an organisation."""

    organisation: str
    kind: str
    state: str
    joined: datetime.date
    left: datetime.date | None


class TreatyRow(NamedTuple):
    """What one state did about one treaty."""

    state: str
    treaty: str
    signed: datetime.date | None
    ratified: datetime.date | None
    notified: datetime.date | None
    """Notice of withdrawal."""
    left: datetime.date | None
    """Effect of withdrawal."""


class TreatyMeta(NamedTuple):
    """The law of one treaty."""

    treaty: str
    full_name: str
    opened: datetime.date
    in_force: datetime.date | None
    notice_months: int | None
    conflict_clause: bool
    kind: str


class ConflictRow(NamedTuple):
    """One year in which state a fought state b."""

    year: int
    a: str
    b: str
    intensity: int
    """1: 25 to 999 battle deaths; 2: 1,000 and more."""
    on_soil: float
    """1: a fought on b's recognised territory; 0.5: on disputed or third ground; 0: not."""


class YearRow(NamedTuple):
    """One number for one state and year."""

    state: str
    year: int
    value: float


class WithdrawalRow(NamedTuple):
    """One recorded withdrawal; dates as text because they may stop at the month or year."""

    state: str
    treaty: str
    kind: str
    announced: str
    notified: str
    effective: str
    outcome: str
    confidence: str
