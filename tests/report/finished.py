"""Small finished results of every kind, and what a report says to a browser."""

from html.parser import HTMLParser

import simulation as sim
from tests.experiments.sweeping.made import village

HOSTILE = "<script>alert(1)</script> & \"a 'quoted' <b>title</b>\""
RANGES = {
    "rule.parameters.norm_weight": {"low": 0.5, "high": 4.0, "points": 3},
    "rule.parameters.border_weight": {"low": 0.0, "high": 4.0, "points": 3},
}
TWO_KEYS = {"extends": "classroom/norm", "title": "Two assumptions", "sweep": {"vary": RANGES}}


def alone(**tables):
    """The village without a sweep."""
    return {key: held for key, held in village(30, **tables).items() if key != "sweep"}


def a_run(folder, **tables):
    return sim.run(alone(**tables), out=folder)


def a_sweep(folder):
    return sim.sweep(village(25), out=folder, workers=1)


def a_sensitivity(folder):
    return sim.sensitivity(TWO_KEYS, points=8, replicates=10, out=folder, workers=1)


def a_comparison(folder):
    other = alone(title="Peers count", rule={"name": "hazard", "parameters": {"peer_weight": 3.0}})
    return sim.compare(alone() | {"name": "base"}, other | {"name": "peers"}, out=folder)


def an_attribution(folder):
    return sim.attribute(alone(), out=folder)


KINDS = {
    "run": a_run,
    "sweep": a_sweep,
    "sensitivity": a_sensitivity,
    "comparison": a_comparison,
    "attribution": an_attribution,
}


class Page(HTMLParser):
    """Every element with its attributes, and the text."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.texts, self.open = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.texts.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.texts).split())

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]
