"""Who tips whom: snowball multipliers, mechanisms, parentage, and what is left without contagion.

Read it in this order: arms, chosen, multipliers, terms, shapley, mechanisms; then moves,
surroundings, answered, replay, parentage, descent; then tables, folder, answer, attribute.

Throughout, an exit is a decision to announce, whether or not the state turned back later; without
turning back that is an exit as ``results/README.md`` counts it.  What a date moves is nobody's
decision and no exit, but may tip others.
"""
