"""The world as arrays: states, treaties, layers of ties, and the agenda of dated changes.

Read it in this order: world, tables, real (pacts, layers, hostility, rivals, posture, commitment,
vintage), baseline, agenda (events), build.
"""
