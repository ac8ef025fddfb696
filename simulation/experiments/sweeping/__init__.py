"""Sweeps that survive: many design points, in rounds, kept as they are done, merged at the end.

Read it in this order: plan (which replicates of which points, in which order), task (runs some),
parts (keeps them), places and cluster (where tasks run), merging and writing (the tables),
unfinished (the folder that waits), differing (what may go on with what), finished and extending (a
smaller result grows), precision (when a point has enough), sweep (all of it).
"""
