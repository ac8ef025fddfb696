"""Figures of finished results: they read tables and draw, and compute nothing new.

Read it in this order: style, letters, sheet, view; outcomes, dated_events, event_strip,
date_axis, exits_over_time, states; curves, survival, chance_by_date, threat_and_norm; forest;
gazetteer, topology, projection, land, atlas, world_map; of sweeps key_words, key_axis, panels,
sweep_view, curve, phase, tornado, scatter, of_a_sweep; draw, comparison.
"""
