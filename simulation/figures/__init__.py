"""Figures of finished results: they read tables and draw, and compute nothing new.

Read it in this order: style, letters, sheet, view; outcomes, dated_events, date_axis,
exits_over_time, states; curves, survival, chance_by_date; forest; gazetteer, topology, projection,
land, atlas, world_map; draw.
"""
