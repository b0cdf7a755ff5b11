"""`koploper verify`: whether a ledger says the truth, for who trusts nobody here; it needs no system that runs."""
