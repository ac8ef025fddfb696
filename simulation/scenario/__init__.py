"""Scenarios: a researcher's question as a TOML file, read into one frozen Scenario.

Begin with ``reading`` (file to Scenario), then ``tables`` and ``kinds`` (every key a file may
hold), ``inheritance`` (``extends``) and ``record`` (Scenario to plain data and back).
"""
