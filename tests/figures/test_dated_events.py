"""Names of events: proper names in their own case, everything else as it was given."""

import pytest

from simulation.figures.dated_events import with_proper_names


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("russia-escalates", "Russia escalates"),
        ("finland_joins_nato", "Finland joins NATO"),
        ("nigeria-joins-ccm", "Nigeria joins CCM"),
        ("south-sudan-joins-ccm", "South Sudan joins CCM"),
        ("guinea-bissau-leaves", "Guinea-Bissau leaves"),
        ("turkiye-waits", "Türkiye waits"),
        ("baltic-states-notify", "Baltic states notify"),
        ("all-are-gone-and-can-return", "all are gone and can return"),
        ("Chernobyl anniversary", "Chernobyl anniversary"),
        ("chadian-vote", "chadian vote"),
    ],
)
def test_proper_names_are_written_as_such(name, words):
    assert with_proper_names(name) == words


def test_names_of_a_made_up_world_are_known_by_the_event():
    assert with_proper_names("s3-joins-league", ["S3", "LEAGUE"]) == "S3 joins LEAGUE"
