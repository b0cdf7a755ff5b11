"""A store that was put back from a backup: it takes no acts until it has, from the ledger, what it lacks of its own."""
