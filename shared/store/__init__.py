"""A service's own store: its events in order, and what is written in the same transaction with them."""
