"""The arithmetic of the theory: results that do not depend on platform, order or engine.

The exponential and logarithm of system libraries differ in their last bits between platforms, and
a sum of fractions depends on its order.  Histories are compared bit by bit, so the theory carries
its own ``exp`` and ``log``, built from additions and products only, and adds up amounts on a fixed
grid on which sums are exact in any order.
"""

import math

GRID_BITS = 40
"""Amounts that are summed over states are multiples of 2 to the power of minus this."""

_ON_GRID = 1.5 * 2.0 ** (52 - GRID_BITS)
"""Adding and subtracting this number rounds a smaller one to the grid (round half to even)."""

_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_SQRT_HALF = 0.7071067811865476


def clamp(value: float, low: float, high: float) -> float:
    """Keep a value between two bounds.

    >>> clamp(1.5, 0.0, 1.0), clamp(-0.5, 0.0, 1.0), clamp(0.25, 0.0, 1.0)
    (1.0, 0.0, 0.25)
    """
    return min(max(value, low), high)


def on_grid(value: float) -> float:
    """Round to the nearest multiple of 2**-40, so that sums are exact in any order.

    Exact for magnitudes below 2048; sums stay exact below 8192.  Rounding keeps order: a larger
    value never rounds to a smaller multiple, which the comparison theorems need.

    >>> on_grid(0.5), on_grid(1.0 + 2.0**-45)
    (0.5, 1.0)
    """
    return (value + _ON_GRID) - _ON_GRID


def exp(x: float) -> float:
    """Exponential of x in -64..64: a Taylor polynomial of x/128, squared seven times.

    Products and sums only, no branch, no table: equal bits on every platform with IEEE 754 double
    precision as long as products and sums are not contracted.  The relative error stays below
    3e-13 (held by a test).  It grows over steps of 1e-12 and more; between closer neighbours
    rounding can turn it by some 3e-14, so what a theorem says of larger pressures holds up to a
    coincidence of that size.  Outside -64..64 the argument is clamped.

    >>> exp(0.0)
    1.0
    >>> abs(exp(1.0) - math.e) < 1e-13
    True
    """
    r = min(max(x, -64.0), 64.0) * 0.0078125
    p = 1.0 + r * (1.0 / 13.0)
    p = 1.0 + r * (1.0 / 12.0) * p
    p = 1.0 + r * (1.0 / 11.0) * p
    p = 1.0 + r * (1.0 / 10.0) * p
    p = 1.0 + r * (1.0 / 9.0) * p
    p = 1.0 + r * 0.125 * p
    p = 1.0 + r * (1.0 / 7.0) * p
    p = 1.0 + r * (1.0 / 6.0) * p
    p = 1.0 + r * 0.2 * p
    p = 1.0 + r * 0.25 * p
    p = 1.0 + r * (1.0 / 3.0) * p
    p = 1.0 + r * 0.5 * p
    p = 1.0 + r * p
    p = p * p
    p = p * p
    p = p * p
    p = p * p
    p = p * p
    p = p * p
    return p * p


def log(x: float) -> float:
    """Natural logarithm of a positive number, by the series of the inverse hyperbolic tangent.

    The mantissa is moved to sqrt(1/2)..sqrt(2) and expanded in s = (m - 1)/(m + 1), |s| < 0.172;
    eleven odd terms leave a relative error below 4e-16 of a unit result (held by a test).

    >>> log(1.0)
    0.0
    >>> abs(log(10.0) - math.log(10.0)) < 1e-15
    True
    """
    mantissa, exponent = math.frexp(x)
    small = 1.0 if mantissa < _SQRT_HALF else 0.0
    mantissa = mantissa + small * mantissa
    power = exponent - small
    s = (mantissa - 1.0) / (mantissa + 1.0)
    z = s * s
    p = 1.0 / 21.0
    p = 1.0 / 19.0 + z * p
    p = 1.0 / 17.0 + z * p
    p = 1.0 / 15.0 + z * p
    p = 1.0 / 13.0 + z * p
    p = 1.0 / 11.0 + z * p
    p = 1.0 / 9.0 + z * p
    p = 1.0 / 7.0 + z * p
    p = 0.2 + z * p
    p = 1.0 / 3.0 + z * p
    p = 1.0 + z * p
    return power * _LN2_HIGH + (2.0 * s * p + power * _LN2_LOW)
