"""What a run leaves: measures, summaries with intervals, and records on disk.

Read it in this order: columns, measures, totals, intervals, tables, contents, manifest,
publishing, records, findings, answer.
"""
