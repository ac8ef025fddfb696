"""Running scenarios: which replicates, on which threads, into which folder.

Read it in this order: replicates, folder, runner, ranks; designs lays out the points of a sweep.
"""
