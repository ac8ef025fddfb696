"""Scenarios: a researcher's question as a TOML file, read into one frozen Scenario.

Begin with ``reading`` (file to Scenario), then ``tables``, ``made_worlds``, ``graphs``,
``textbook`` and ``kinds`` (every key a file may hold), ``made_review`` (what keys must be beside
each other), ``inheritance`` (``extends``) and ``record`` (Scenario to plain data and back).  What
varies is said in ``sweep_table``, ``sweep_ranges``, ``constraints`` and ``sweep_review``;
``rereading`` reads one scenario at many points.
"""
