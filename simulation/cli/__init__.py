"""The command ``snowball``: words are parsed here, and each command calls one function.

One module for each command, with ``SUMMARY``, ``add_options`` and ``run``.  They import what they
need only when they run, so that ``--help`` answers at once.
"""
