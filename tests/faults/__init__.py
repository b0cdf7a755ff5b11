"""Kills of real processes: nothing lost, nothing twice. `python -m tests.faults` is the long run, `make faults`."""
