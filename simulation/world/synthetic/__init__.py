"""Worlds made by rule: S00000, S00001, ... on networks drawn or laid out, 2 to 1,000,000 states.

Read in this order: drawing (the world), start (who is out, what states feel and hold), networks
(which kinds there are), then one file a family: lattices, independent, rewired, growing, listed;
pairs turns what they give into ties, and expanding writes complete layers out.
"""
