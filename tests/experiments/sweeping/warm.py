"""Loaded once, before children are made: everything is imported, and the engine has its code."""

import numpy as np

import tests.experiments.sweeping.processes  # noqa: F401 (children find it imported)
from simulation.engines.choosing import departing
from simulation.experiments.cases import case_of
from simulation.scenario.reading import read
from simulation.world.build import build
from tests.experiments.sweeping.made import village

_scenario = read(village())
departing("compiled")(case_of(_scenario, *build(_scenario)), np.arange(2))
