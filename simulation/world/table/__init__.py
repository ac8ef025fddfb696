"""Worlds from the researcher's own tables: states, parties, ties and withdrawals in CSV files.

Read in this order: sheet (a CSV file as columns), cells (numbers and dates), files, named (states
by the names that the files use), states, parties, tied, history, building.
"""
