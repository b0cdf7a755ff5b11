"""The ledger, without a store."""
