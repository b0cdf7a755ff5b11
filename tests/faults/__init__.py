"""Faults of real processes: nothing lost, nothing twice. `python -m tests.faults` is the long run, `make faults`.

`local` kills `koploper up`; `apart` breaks services, Kafka and PostgreSQL. They share the rest: people who
ask again until they are answered, what is found in the stores in the end, and what is wrong with it.
"""
