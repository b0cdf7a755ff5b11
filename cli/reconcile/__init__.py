"""`koploper reconcile`: whether each service's own store and the ledger have the same events, to the byte."""
