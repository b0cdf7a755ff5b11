"""An independent count of the figures: straight from raw events, slowly and plainly, by none of the ledger's own code.

It answers the questions of `docs/figures.md` as that page defines them. What it finds is held against what the ledger
answers: in tests, and by `koploper figures --recount`.
"""
