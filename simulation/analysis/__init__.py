"""What finished results say: effects on the same luck, and the shape of outcomes.

Read it in this order.  Comparison: sides, pairing, comparable, branching, theorems, pairs,
comparison, comparison_folder, pairs_told, comparison_answer, interventions, effects, reference.
Shape: dip, humps, announcing, chances, survival, shape; tipping, the one that runs.  Along the keys
of a sweep: half_way, running_means.
"""
