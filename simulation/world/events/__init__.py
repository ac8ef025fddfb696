"""Dated events: from what a scenario says will change to tables of months.

Read in this order: change (how changes combine), targets (whom they hit), plans (an event with its
months and targets), then what each kind changes: quantities, guarantees, ties, stages, wars.
"""
