"""`koploper ledger`: what its operators and its readers do with the whole of it."""
