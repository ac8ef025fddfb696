"""Rules of a researcher's own: some that run, some that fail, some that cannot be compiled."""

import math

from simulation.model.arithmetic import clamp, exp
from simulation.model.decision import log_pressure, pressure

WEIGHTS = (0.02, 0.3, 0.2, 0.1)
BASE = {"rate": 0.02}


def spelled_out(now, p):
    """The theory's own pressure."""
    return pressure(
        log_pressure(
            now.base_rate, now.threat, now.utility, now.commitment, now.border, now.alliance,
            now.peers, now.incentive, p,
        )
    )  # fmt: skip


def nobody(now, p):
    return 0


def with_the_crowd(now, p):
    """Reads what the theory does not: the share of all states gone."""
    return 0.01 + 0.5 * now.gone * now.gone


def one_year_in_three(now, p):
    """Reads the month."""
    if (now.month // 12) % 3 == 0:
        return 0.0
    return 0.4 / now.month


def each_field_and_place(now, p):
    """Takes situation and parameters as what they are: tuples with names."""
    month, threat, commitment, border, alliance, peers, gone, utility, incentive, base_rate = now
    seen = WEIGHTS[0] + WEIGHTS[1] * border + WEIGHTS[2] * alliance + WEIGHTS[3] * now.peers
    felt = p.threat_weight * threat * utility - p[1] * commitment + incentive
    most = clamp(seen * exp(clamp(felt + base_rate, -8.0, 1.0)), 0.0, 0.5)
    return 0.005 + most + len(p) * 1e-4 * gone + 1e-6 * month + 0.0 * (peers + len(now))


RUNNING = (nobody, with_the_crowd, one_year_in_three, each_field_and_place)


def raises(now, p):
    raise KeyError


def raises_with_words(now, p):
    if now.month > 2:
        raise ValueError("first\nline, and very many words " * 20)
    return 0.01


def divides(now, p):
    return 0.01 / abs(now.month - 3)


def beyond_the_list(now, p):
    return [0.01, 0.02, 0.03][now.month]


def not_a_number(now, p):
    return math.nan if now.month > 1 else 0.01


def endless(now, p):
    return math.inf


def overflows(now, p):
    return math.exp(400.0 * now.month) if now.month > 1 else 0.01


def negative(now, p):
    return 0.015 - 0.01 * now.month


def too_large(now, p):
    return 1e305 / now.month


def forgets(now, p):
    return 0.01 if now.month < 3 else None


def forgets_always(now, p):
    now.month + 1


def says_yes(now, p):
    return now.threat >= 0.0


def writes(now, p):
    return "0.01"


def imagines(now, p):
    return (now.threat - 5.0) * 1j


FAILING = {
    raises: "raised KeyError",
    raises_with_words: "raised ValueError: first line, and very many words first",
    divides: "raised ZeroDivisionError: ",
    beyond_the_list: "raised IndexError: list index out of range",
    not_a_number: "gave nan, which is not finite",
    endless: "gave inf, which is not finite",
    overflows: "raised OverflowError: math range error",
    negative: "gave a negative pressure",
    too_large: "gave a too large pressure",
    forgets: "gave None, which is no number",
    forgets_always: "gave None, which is no number",
    says_yes: "gave True, which is no number",
    writes: "gave a str, which is no number",
    imagines: "gave a complex, which is no number",
}
"""Rules that soon give no pressure -> what they are said to have done."""


def wraps_around(now, p):
    return now.month * 2**62 if now.month > 1 else 0.0


class Thing:
    rate = 0.01


THING = Thing()


def reads_a_dict(now, p):
    return BASE["rate"]  # here


def reads_an_object(now, p):
    rate = 0.5
    return rate * THING.rate  # here


def mistypes(now, p):
    return 0.01 * now.treat  # here


def imports(now, p):
    import statistics  # here

    return statistics.fmean([0.01, 0.01])


def formats(now, p):
    return float(f"{now.threat:.3f}")  # here


def mixes_text_and_numbers(now, p):
    if now.month > 30:
        return "text"  # here
    return 0.01  # or here


def mixes_truth_and_numbers(now, p):
    return now.month > 99 and 0.01  # here


def mixes_in_passing(now, p):
    found = 0.01
    if now.gone > 2.0:
        found = now.month > 6  # here
    return found


def calls_what_cannot_be_compiled(now, p):
    return _of_a_dict(now.threat)


def _of_a_dict(threat):
    return BASE["rate"] + 0.0 * threat  # here


def calls_itself(now, p):
    return 0.01 if now.month > 0 else calls_itself(now, p)  # here


UNCOMPILABLE = (
    reads_a_dict, reads_an_object, mistypes, imports, formats, mixes_text_and_numbers,
    mixes_truth_and_numbers, mixes_in_passing, calls_what_cannot_be_compiled, calls_itself,
)  # fmt: skip
"""Each is refused at the line that says "here"."""
