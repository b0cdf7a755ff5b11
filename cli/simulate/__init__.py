"""`koploper simulate`: a year of initiatives, drawn by chance from a seed, through the real APIs, with a moved clock.

Equal seeds give equal years: who does what, when, and with which mistakes. Each life is drawn from a source of its own,
so that what happens in one changes nothing in another.
"""
