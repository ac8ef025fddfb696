"""The theory's own arithmetic against exact and high-precision arithmetic."""

import math
from decimal import Context, Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from simulation.model.arithmetic import clamp, exp, log, on_grid

PRECISE = Context(prec=50)
EXPONENTS = st.floats(-64.0, 64.0)
POSITIVE = st.floats(min_value=2.0**-60, max_value=2.0**60)
AMOUNTS = st.floats(0.0, 16.0)


def off_by(value, truth):
    """Distance of a float from a decimal, as a float."""
    return float(abs(PRECISE.subtract(Decimal(value), truth)))


def exp_error(x):
    truth = PRECISE.exp(Decimal(x))
    return off_by(exp(x), truth) / float(truth)


@given(EXPONENTS)
def test_exp_is_exact_to_3e_13(x):
    assert exp_error(x) <= 3e-13


def test_exp_is_exact_all_over_its_range():
    assert max(exp_error(n / 16.0) for n in range(-1024, 1025)) <= 3e-13


@given(EXPONENTS, st.floats(1e-12, 1.0))
def test_exp_grows(x, step):
    """Steps below 1e-12 are lost in its own rounding, which the next test bounds."""
    higher = min(x + step, 64.0)
    assert exp(higher) > exp(x) or higher - x < 1e-12


@given(EXPONENTS)
def test_exp_hardly_falls_between_neighbouring_numbers(x):
    assert exp(math.nextafter(x, math.inf)) >= exp(x) * (1.0 - 1e-13)


def test_exp_is_clamped_outside_its_range():
    assert exp(1e308) == exp(64.0)
    assert exp(-1e308) == exp(-64.0) > 0.0


@given(POSITIVE)
def test_log_is_exact_to_4e_16(x):
    truth = PRECISE.ln(Decimal(x))
    assert off_by(log(x), truth) <= 4e-16 * max(1.0, abs(float(truth)))


@given(st.floats(0.9, 1.1))
def test_log_is_exact_near_one_too(x):
    truth = PRECISE.ln(Decimal(x))
    assert off_by(log(x), truth) <= 5e-16 * abs(float(truth))


@given(POSITIVE)
def test_log_never_falls(x):
    assert log(math.nextafter(x, math.inf)) >= log(x)


@given(st.floats(-40.0, 40.0))
def test_log_undoes_exp(x):
    assert math.isclose(log(exp(x)), x, rel_tol=1e-12, abs_tol=1e-12)


@given(st.floats(-2000.0, 2000.0))
def test_on_grid_is_the_nearest_multiple(value):
    """Halves go to the even multiple, as ``round`` does."""
    steps = round(Fraction(value) * 2**40)
    assert Fraction(on_grid(value)) == Fraction(steps, 2**40)


@given(st.floats(-2000.0, 2000.0), st.floats(-2000.0, 2000.0))
def test_on_grid_keeps_order(one, other):
    low, high = sorted((one, other))
    assert on_grid(low) <= on_grid(high)


@given(
    st.lists(AMOUNTS, max_size=200).flatmap(lambda xs: st.tuples(st.just(xs), st.permutations(xs)))
)
def test_sums_on_the_grid_are_exact_in_any_order(pair):
    amounts, shuffled = ([on_grid(x) for x in xs] for xs in pair)
    exact = sum(map(Fraction, amounts))
    assert Fraction(sum(amounts)) == Fraction(sum(shuffled)) == exact


@given(st.lists(AMOUNTS, min_size=2, max_size=100), st.data())
def test_a_difference_on_the_grid_is_exact_too(values, data):
    """Taking away what one partner added leaves the sum over the others."""
    amounts = [on_grid(x) for x in values]
    n = data.draw(st.integers(0, len(amounts) - 1))
    assert sum(amounts) - amounts[n] == sum(amounts[:n] + amounts[n + 1 :])


def test_sums_off_the_grid_do_depend_on_their_order():
    """Why there is a grid at all."""
    assert (0.1 + 0.2) + 0.3 != (0.3 + 0.2) + 0.1
    assert sum(map(on_grid, [0.1, 0.2, 0.3])) == sum(map(on_grid, [0.3, 0.2, 0.1]))


@given(st.floats(-5.0, 5.0), st.floats(-2.0, 0.0), st.floats(0.0, 2.0))
def test_clamp_keeps_a_value_between_two_bounds(value, low, high):
    kept = clamp(value, low, high)
    assert low <= kept <= high
    assert kept == value or value < low or value > high
