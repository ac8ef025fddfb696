"""What a run leaves: measures, summaries with intervals, and records on disk.

Read it in this order: columns, standing, measures, borders, moments, counts, totals, intervals,
tables, contents, writing, hashing, manifest, manifest_file, manifest_shapes, publishing, records,
findings, answer.
"""
