"""The classroom page: records of choices, on the scenarios that a class meets."""
