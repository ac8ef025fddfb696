"""What finished results say beside each other: effects on the same luck.

Read it in this order: pairing, comparable, comparison, comparison_folder, comparison_answer,
effects, reference; along the keys of a sweep half_way, running_means.
"""
