"""The ledger on a real store and a real bus."""
