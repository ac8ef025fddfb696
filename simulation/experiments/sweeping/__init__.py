"""Sweeps that survive: many design points, in rounds, kept as they are done, merged at the end.

Read it in this order: plan (which replicates of which points, in which order), task (runs some),
parts (keeps them), places (where tasks run), merging (the tables), unfinished (the folder that
waits), precision (when a point has enough), sweep (all of it).
"""
