"""Theory beside simulation: what closed forms and mean-field equations say of a scenario.

Begin with ``predicting.py``.
"""
