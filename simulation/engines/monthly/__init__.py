"""The parts of the engine in which everybody is lived through every month.

``engines.everybody`` puts them together.
"""
