"""Which assumption moves the answer: indices, effects and regions, from a finished sweep.

``sampled`` reads a sweep as a matrix of points and replicates; ``sobol`` and ``morris`` say what
each key does, with the luck of single runs taken out; ``discovery`` says which values of several
keys together end in a cascade.
"""
