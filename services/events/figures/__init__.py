"""Figures about all journeys, now or at any moment before: how many, how far they get, how long it takes.

`docs/figures.md` defines each of them.
"""
