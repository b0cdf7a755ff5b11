"""The ledger over HTTP: the log, its live stream, the journeys, and what waits behind a gap."""
