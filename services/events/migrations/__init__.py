"""How the ledger's tables came to be; a released step is never changed."""
