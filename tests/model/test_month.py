"""The month is a list that is also a function."""

import re

from simulation.model.month import Turn, month

ORDER = ["world", "look", "feel", "hold", "weigh", "decide", "change"]


class Diary:
    """Writes down what it is asked to do."""

    def __init__(self):
        self.asked = []

    def __getattr__(self, name):
        return lambda: self.asked.append(name)


def test_a_month_has_its_order():
    diary = Diary()
    month(diary)
    assert diary.asked == ORDER


def test_the_list_in_words_has_the_same_order():
    numbered = re.findall(r"^ +(\d)\. (\w+)\.", month.__doc__, re.MULTILINE)
    assert [(int(n), word.lower()) for n, word in numbered] == list(enumerate(ORDER))


def test_whoever_takes_a_turn_can_do_all_of_it():
    assert [name for name in vars(Turn) if name in ORDER] == ORDER
