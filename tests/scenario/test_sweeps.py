"""What a table [sweep] may say, and every refusal of one that cannot be laid out."""

import contextlib
import operator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.scenario.constraints import UnreadableError, constraint, exact
from simulation.scenario.faults import InputFault
from simulation.scenario.overrides import parse
from simulation.scenario.reading import read
from simulation.scenario.record import as_dict
from simulation.scenario.sweep_ranges import TooFewError, ascending, at
from tests.scenario.made_up import small

T, A = "rule.parameters.threat_weight", "rule.parameters.anxiety"


def swept(**sweep):
    return small() | {"sweep": sweep}


def span(low=0, high=1, **keys):
    return {"low": low, "high": high, **keys}


def vary(held, **keys):
    return {"vary": {T: held}, **keys}


def test_what_varies_can_be_set_without_a_file_each_key_whole():
    words = [f"sweep.vary.{T}=[1, 2]", f'sweep.vary."{A}"={{ low = 0, high = 1, points = 3 }}']
    sweep = as_dict(read(small(), parse(words)))["sweep"]
    assert sweep["vary"] == {T: [1, 2], A: {"low": 0, "high": 1, "points": 3}}
    another = as_dict(read(swept(**vary([1, 2])), {f"sweep.vary.{A}": [0, 1]}))["sweep"]
    assert another["vary"] == {A: [0, 1]}
    with pytest.raises(InputFault, match=r"sweep\.vary\.: must be keys joined by dots"):
        read(small(), {"sweep.vary.": [0, 1]})


REFUSED = [
    (vary([]), f"sweep.vary.{T} = []: must not be an empty list"),
    (vary([4]), "sweep.vary: nothing varies: must hold a list of several values, or a range"),
    (vary(4), "sweep.vary: nothing varies: must hold"),
    (vary([1, 2, 1]), f"sweep.vary.{T} = [1, 2, 1]: must not hold 1 twice"),
    ({}, "sweep.vary is missing: must say for each key, in quotes, what it varies over"),
    (vary(span(1, 1, points=2)), "= { low = 1, high = 1, points = 2 }: low must be below high"),
    (vary(span(2, 1, points=2)), ": low must be below high"),
    (vary(span(points=1)), f"sweep.vary.{T}.points = 1: must be a whole number from 2 to 100,000"),
    (vary(span(points=10**12)), ".points = 1000000000000: must be a whole number from 2 to 100"),
    (vary(span(high=10**12, integer=True)), "holds 1,000,000,000,001 whole numbers, must be at"),
    (vary(span()), "= { low = 0, high = 1 }: points is missing: must say how many numbers"),
    (vary({"low": 0}), f"sweep.vary.{T}.high is missing: must be a number"),
    (vary(span(point=2)), f'sweep.vary.{T}.point: no such key here (did you mean "points"?)'),
    (vary(span("a", points=2)), f'sweep.vary.{T}.low = "a": must be a number from'),
    (vary(span(scale="lin", points=2)), '.scale = "lin": must be one of "linear", "log"'),
    (vary(span(scale="log", points=2)), ': low must be above 0 with scale = "log"'),
    (vary(span(0.5, 2, integer=True)), ": low and high must be whole numbers with integer = true"),
    (vary(span(1, 3, points=4, integer=True)), "points must be fewer: 2 would come twice"),
    (vary(span(), design="sobol"), "sweep.points is missing: must be a whole number from 2 to"),
    (vary(span(), design="halton", points=1), "sweep.points = 1: must be a whole number from 2"),
    (vary(span(), design="sobol", points=10**12), "sweep.points = 1000000000000: must be a whole"),
    (vary(span(), design="morris"), "sweep.trajectories is missing: must be a whole number from"),
    (vary(span(), design="morris", trajectories=2, levels=5), "sweep.levels = 5: must be even"),
    (vary(span(), design="morris", trajectories=60_000), "makes 120,000 points, must be at most"),
    (vary(span(), design="saltelli", points=100), "must be a power of 2, such as 64 or 128"),
    (vary(span(), design="saltelli", points=32_768), "makes 131,072 points, must be at most"),
    (vary([1, 2], points=8), 'sweep.points: only of design = one of "latin-hypercube"'),
    (vary([1, 2], levels=4), 'sweep.levels: only of design = "morris", not "grid"'),
    (vary([1, 2], second_order=True), 'sweep.second_order: only of design = "saltelli", not'),
    (vary([1, 2], point=8), 'sweep.point: no such key here (did you mean "points"?)'),
    (vary([1, 2], replicates=0), "sweep.replicates = 0: must be a whole number from 1 to"),
    ({"vary": {T: [1, 2], "run.seed": [1, 2]}}, "sweep.vary.run.seed: may not vary: the same luck"),
    ({"vary": {"run.replicates": [1, 2]}}, "may not vary: sweep.replicates says how many runs"),
    ({"vary": {"run.trajectories": [1, 2]}}, "may not vary: every point records alike"),
    ({"vary": {"title": ["a", "b"]}}, "sweep.vary.title: may not vary: it decides nothing"),
    ({"vary": {"sweep.points": [1, 2]}}, "sweep.vary.sweep.points: may not vary"),
    ({"vary": {"extends": ["a", "b"]}}, "sweep.vary.extends: may not vary"),
    (
        {"vary": {"rule": {"parameters": {"anxiety": [0, 1]}}}},
        'sweep.vary.rule: must be a whole key in quotes, such as "rule.parameters" = [...]',
    ),
    ({"vary": {"rule..x": [0, 1]}}, "sweep.vary.rule..x: must be keys joined by dots, in quotes"),
    (
        {"vary": {"rule.parameters": [{}, {"anxiety": 0}], A: [0, 1]}},
        f"sweep.vary.{A}: lies within rule.parameters, which is given, too",
    ),
    (
        {"vary": {T: [1, 2, 3], A: [0, 1]}, "design": "list"},
        f"sweep.vary: columns of a list must be of equal length: {T} holds 3, {A} holds 2",
    ),
    ({"rows": [{T: 1}]}, 'sweep.rows: only of design = "list", not "grid"'),
    ({"rows": [], "design": "list"}, "sweep.rows = []: must be a list of tables, each a point"),
    ({"rows": [1], "design": "list"}, "sweep.rows[0] = 1: must be a table of values by key"),
    ({"rows": [{T: 1}, {A: 1}], "design": "list"}, "row 2 must have the same keys as row 1"),
    ({"rows": [{T: 1}], "vary": {A: [0]}, "design": "list"}, "sweep.rows: must not stand beside"),
    ({"rows": [{"run.seed": 1}], "design": "list"}, "sweep.rows.run.seed: may not vary"),
    (
        {"vary": {f"rule.parameters.p{i}": span(points=10) for i in range(12)}},
        "sweep: makes 1,000,000,000,000 points, must be at most 100,000",
    ),
    (
        {"vary": {f"rule.parameters.p{i}": span(points=10) for i in range(40)}},
        "sweep: makes about 10^40 points, must be at most 100,000",
    ),
    (vary([1, 2], constraints="x"), 'sweep.constraints = "x": must be a list of comparisons'),
    (vary([1, 2], constraints=[f"{T} < "]), "ends where a key or number must stand"),
    (vary([1, 2], constraints=[f"{T} 2"]), '"2" must not stand where it stands'),
    (vary([1, 2], constraints=[T]), "must compare with one of <= < >= > == !="),
    (vary([1, 2], constraints=[f"{T} < (2"]), 'a bracket is not closed, must be closed with ")"'),
    (vary([1, 2], constraints=[f"{T} < {A}"]), f'"{A}" must be a varied key, a number or'),
    (vary([1, 2], constraints=[f"{T[:-1]} < 2"]), f'(did you mean "{T}"?)'),
    (vary([1, 2], constraints=["open('x') < 2"]), '"open" must be a varied key, a number or'),
    (vary([1, 2], constraints=["(" * 30 + T]), "nests deeper than 20"),
    (vary([1, 2], constraints=["-" * 200 + T]), "nests deeper than 20"),
    (vary(["a", "b"], constraints=[f"{T} < 2"]), f"{T} must hold numbers only to be compared"),
    (vary([True, 1], constraints=[f"{T} < 2"]), f"{T} must hold numbers only to be compared"),
    (
        vary(span(), design="morris", trajectories=2, constraints=[f"{T} < 2"]),
        'sweep.constraints: not with design = "morris": leaving points out would spoil',
    ),
    (
        vary(span(), design="saltelli", points=2, constraints=[f"{T} < 2"]),
        'sweep.constraints: not with design = "saltelli"',
    ),
]


@pytest.mark.parametrize(("sweep", "line"), REFUSED)
def test_a_sweep_at_fault_gives_one_line(sweep, line):
    with pytest.raises(InputFault) as caught:
        read(swept(**sweep))
    (said,) = caught.value.faults
    assert said.startswith("scenario: sweep")
    assert line in said
    assert len(said) < 400


def test_a_number_that_is_not_finite_is_refused():
    for bad in ([1, float("nan")], span(points=2, high=float("inf"))):
        with pytest.raises(InputFault, match="must be a finite number"):
            read(swept(**vary(bad)))


SOUND = [
    vary(span(-1e300, 1e300), design="halton", points=2),
    vary(span(points=2), constraints=[]),
    vary([[1], [2]]),
    {"vary": {"rule.threshold": {"constant": 1}, T: [1, 2]}},
    {"rows": [{T: 1, A: 2}, {A: 1, T: 2}], "design": "list"},
    vary([1, 1, 2], design="list"),
]


@pytest.mark.parametrize("sweep", SOUND)
def test_a_sound_sweep_reads_and_its_record_reads_back(sweep):
    scenario = read(swept(**sweep))
    assert read(as_dict(scenario)) == scenario
    assert scenario.sweep["design"] == sweep.get("design", "grid")


def test_a_child_keeps_what_varies_and_drops_what_its_design_does_not_take(tmp_path):
    (tmp_path / "parent.toml").write_text(
        'extends = "ottawa-2025"\n[sweep]\ndesign = "sobol"\npoints = 8\nreplicates = 3\n'
        f'[sweep.vary]\n"{T}" = {{ low = 1, high = 2, points = 3 }}\n'
    )
    child = tmp_path / "child.toml"
    for said, left in (
        ('design = "grid"', {"design", "vary", "replicates"}),
        ('design = "morris"\ntrajectories = 2', {"design", "vary", "replicates", "trajectories"}),
        ("points = 16", {"design", "vary", "replicates", "points"}),
        ('design = "list"\nrows = [{ "a.b" = 1 }]', {"design", "rows", "replicates"}),
    ):
        child.write_text(f'extends = "parent"\n[sweep]\n{said}\n')
        assert set(read(child).sweep) == left


def test_a_run_may_give_what_its_sweep_varies_and_the_sweep_may_name_what_is_gone():
    source = swept(**vary([1, 2]))
    assert read(source, {T: 3}).parameters.threat_weight == 3.0
    assert read(swept(vary={"events.gone.off": [True, False]})).sweep["vary"]


NUMBERS = {"a.b": Fraction(1, 10), "a.b-c": Fraction(2, 10), "d": Fraction(3)}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a.b + a.b-c == 0.3", True),
        ("a.b - a.b-c == -0.1", True),
        ("a.b-c - a.b == .1", True),
        ("d * 2 + 1 == 7", True),
        ("1 + d * 2 == 8", False),
        ("(1 + d) * 2 == 8", True),
        ("d - 1 - 1 == 1", True),
        ("d / 2 / 3 == 0.5", True),
        ("-(d - 4) >= 1e0", True),
        ("0 < a.b < a.b-c <= 2e-1 < d", True),
        ("0 < a.b-c < a.b", False),
        ("d != 3", False),
    ],
)
def test_a_constraint_means_what_it_says(text, kept):
    assert constraint(text, NUMBERS)(NUMBERS) is kept


def test_a_constraint_that_divides_by_nothing_says_so():
    with pytest.raises(ZeroDivisionError):
        constraint("1 / (d - 3) < 2", NUMBERS)(NUMBERS)


SIGNS = {"+": operator.add, "-": operator.sub, "*": operator.mul}


@given(st.lists(st.tuples(st.sampled_from("+-*"), st.integers(0, 9)), min_size=1, max_size=8))
def test_a_sum_of_numbers_is_what_arithmetic_makes_of_it(parts):
    """Held against Python's own reading of the same text."""
    text = "3" + "".join(f" {sign} {number}" for sign, number in parts)
    expected = eval(text)
    assert constraint(f"{text} == {expected}", [])({})
    assert not constraint(f"{text} == {expected} + 1", [])({})


@given(st.text(alphabet="ab.-+*/()<=> 1", max_size=40) | st.text(max_size=20))
def test_any_text_is_a_constraint_or_is_refused_in_words(text):
    with contextlib.suppress(UnreadableError, ZeroDivisionError):
        read_in = constraint(text, ["a.b", "a"])
        assert read_in({"a.b": Fraction(1), "a": Fraction(2)}) in (True, False)


TENTHS = st.integers(-500, 500)


@given(TENTHS, st.integers(1, 50), st.integers(2, 30))
def test_steps_of_tenths_are_the_numbers_one_would_write(low, step, points):
    high = low + step * (points - 1)
    held = {"low": float(f"{low / 10:.1f}"), "high": float(f"{high / 10:.1f}"), "points": points}
    expected = [float(f"{(low + step * n) / 10:.1f}") for n in range(points)]
    assert ascending(held) == expected


@given(
    st.floats(1e-6, 1e3),
    st.floats(1.001, 1e6),
    st.integers(2, 20),
    st.sampled_from(["linear", "log"]),
)
def test_a_range_ascends_from_end_to_end(low, ratio, points, scale):
    held = {"low": low, "high": low * ratio, "points": points, "scale": scale}
    found = ascending(held)
    assert (found[0], found[-1], len(found)) == (low, low * ratio, points)
    assert found == sorted(set(found))


def test_a_range_too_narrow_for_its_numbers_is_told():
    with pytest.raises(TooFewError):
        ascending({"low": 1.0, "high": 1.0000000000000002, "points": 3})


@given(
    st.floats(0, 1),
    st.floats(1e-9, 1e6),
    st.floats(1e-6, 1e6),
    st.sampled_from(["linear", "log"]),
)
def test_any_share_of_a_range_lies_within(share, low, width, scale):
    held = {"low": low, "high": low + width, "scale": scale}
    assert low <= at(held, share) <= low + width
    assert at(held, 0.0) == pytest.approx(low)
    assert at(held, 1.0) == pytest.approx(low + width)


@given(st.floats(0, 1), st.integers(1, 50), st.integers(1, 50), st.sampled_from(["linear", "log"]))
def test_any_share_of_whole_numbers_is_one(share, low, width, scale):
    held = {"low": low, "high": low + width, "scale": scale, "integer": True}
    found = at(held, share)
    assert isinstance(found, int)
    assert low <= found <= low + width


def test_numbers_are_exact_as_written():
    assert exact(0.1) == Fraction(1, 10)
    assert exact(3) == 3
    assert exact(1e-7) == Fraction(1, 10**7)
