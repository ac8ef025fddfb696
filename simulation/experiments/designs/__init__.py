"""Designs: from the ``[sweep]`` of a scenario to its points, each a set of values by key.

Nothing is run here.  Read it in this order: design (what comes out), laying (from a scenario to a
design), layouts (counted out), spread (the unit cube), checks (every point before anything runs).
"""

from simulation.experiments.designs.design import Design, Point
from simulation.experiments.designs.laying import design_of

__all__ = ["Design", "Point", "design_of"]
