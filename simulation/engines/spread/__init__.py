"""The parts of the engine of textbook rules: what it gathers, what a run holds, its steps.

``engines.spreading`` puts them together.
"""
