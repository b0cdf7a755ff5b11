"""`koploper what-if`: which outcomes another policy would give, by the services' own deciders on the real facts.

Each decision is made again on the facts on which it was made; what happened between two of them stays as it was.
Nothing is written: facts are read over the API, and what is decided here goes nowhere.
"""
