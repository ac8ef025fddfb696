"""What all tests share: fixed luck for hypothesis, and every engine for whoever asks for one."""

import signal

import pytest
from hypothesis import HealthCheck, settings

from tests.running import COMPILED, MESA

settings.register_profile(
    "fixed",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("fixed")


@pytest.fixture(scope="session", params=[COMPILED, MESA], ids=lambda subject: subject.name)
def engine(request):
    """Each engine in turn; a test that asks for it runs on both."""
    return request.param


def heard_again():
    """A shell has what it starts in the background ignore these; tests send them to themselves."""
    for name, usual in (("SIGINT", signal.default_int_handler), ("SIGHUP", signal.SIG_DFL)):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, usual)


heard_again()
