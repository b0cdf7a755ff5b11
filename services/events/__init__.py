"""The ledger: it decides nothing about initiatives; it keeps, replays and streams what all services say.

Owns the stream operations-events (operators' acts, nothing else) and the topic koploper.events.
"""
