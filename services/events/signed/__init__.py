"""What the ledger signs: its size and root, time and again, so that nobody can take back what it once held."""
