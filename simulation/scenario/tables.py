"""The tables of a scenario file, one model each: what may stand in it, and what is the default."""

from typing import Annotated, Any, Literal, get_type_hints

from pydantic import BeforeValidator, Field, WithJsonSchema, create_model

from simulation.model.parameters import BASE_RATE, DEFAULT_BASE_RATE, Parameters
from simulation.scenario.fields import (
    Code,
    Codes,
    FirstDay,
    LastDay,
    ScenarioName,
    Strict,
    Text,
    Words,
    key,
    number,
)
from simulation.scenario.made_worlds import SyntheticWorld, TableWorld
from simulation.scenario.textbook import CascadeRule, SimpleRule, ThresholdRule
from simulation.scenario.values import Value

OTHERS = "*"
"""In ``base_rate``: all treaties that are not named."""


class Heading(Strict):
    """The keys above the first table."""

    title: Text = key("what the scenario is called in tables and figures", "")
    name: ScenarioName = key("short name; the default is the file's name", "scenario")
    question: Text = key("the question it asks; the default is the file's first comment line", "")


class Time(Strict):
    """[time]: the months simulated."""

    start: FirstDay = key("the first month; decisions happen from this month on")
    end: LastDay = key("the last month, included; at most 1,200 months")


class Run(Strict):
    """[run]: how many runs, and from which luck."""

    replicates: int = number("how many times history is run", 1, 100_000_000, "runs", 10_000)
    seed: int = number("the luck: same seed, same histories", 0, 2**63 - 1, "", 1)
    trajectories: int | None = number(
        "threat and commitment are recorded month by month for the first so many runs; more than"
        " there are: for all; the default is 1,000, and 0 under a textbook rule, which moves"
        " neither",
        0,
        100_000_000,
        "runs",
        None,
    )
    cascade_size: int | None = number(
        "exits from which on a run counts as a cascade; the default is 5, in a synthetic world a"
        " tenth of its states",
        1,
        1_000_000,
        "states",
        None,
    )


class RealWorld(Strict):
    """[world] with source = "real": the states of the open tables, as of a date."""

    source: Literal["real"] = key("where the states come from")
    treaties: Codes = key("the treaties that can be left; the first is the one reported first")
    as_of: LastDay | None = key("the day whose world is built; the default is time.start", None)
    threat_index: Code = key(
        "definition of exposure to rivals", "proximity-capability-hostility-politics"
    )
    commitment_index: Code = key("definition of norm commitment at the start", "reluctance")
    border_layer: Code = key("definition of the ties between neighbours", "land-and-near-sea")
    alliance_layer: Code = key("definition of the ties between allies", "pacts-by-depth")
    peer_layer: Code = key("definition of the ties between peers", "votes-and-company")


WORLDS: dict[str, type[Strict]] = {
    "real": RealWorld,
    "synthetic": SyntheticWorld,
    "table": TableWorld,
}
"""The model of ``[world]`` for each ``source``."""


def _by_treaty(value: Value) -> Value:
    return value if isinstance(value, dict) else {OTHERS: value}


_RATE = {"type": "number", "minimum": BASE_RATE.low, "maximum": BASE_RATE.high}
_Rate = Annotated[float, Field(ge=BASE_RATE.low, le=BASE_RATE.high)]
BaseRate = Annotated[
    dict[str, _Rate],
    BeforeValidator(_by_treaty),
    Words(
        f"a number from {BASE_RATE.low:g} to {BASE_RATE.high:g}, or a table of such numbers by"
        " treaty"
    ),
    WithJsonSchema({"anyOf": [_RATE, {"type": "object", "additionalProperties": _RATE}]}),
]


def _parameter_fields() -> dict[str, Any]:
    """A field for each parameter of the theory, from what the theory says about it."""
    fields: dict[str, Any] = {}
    for name, hint in get_type_hints(Parameters, include_extras=True).items():
        about = hint.__metadata__[0]
        default = Parameters._field_defaults[name]
        fields[name] = (
            float,
            number(about.meaning, about.low, about.high, about.unit, default, about.source),
        )
    return fields


_base_rate_field = Field(
    default={OTHERS: DEFAULT_BASE_RATE},
    description=BASE_RATE.meaning
    + f'; a number for all, or a table by treaty ("{OTHERS}": the others)',
    json_schema_extra={"unit": BASE_RATE.unit, "source": BASE_RATE.source},
)
HazardParameters: type[Strict] = create_model(
    "HazardParameters",
    __base__=Strict,
    __doc__="[rule.parameters] of the rule hazard: the numbers of the theory.",
    base_rate=(BaseRate, _base_rate_field),
    **_parameter_fields(),
)


class HazardRule(Strict):
    """[rule] with name = "hazard": accumulated pressure against a resistance drawn once."""

    name: Literal["hazard"] = key("the rule by which states leave", "hazard")
    parameters: HazardParameters = key("the numbers of the rule", {})  # type: ignore[valid-type]


RULES: dict[str, type[Strict]] = {
    "hazard": HazardRule,
    "threshold": ThresholdRule,
    "cascade": CascadeRule,
    "simple": SimpleRule,
}
"""The model of ``[rule]`` for each ``name``."""
