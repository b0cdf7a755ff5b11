"""Faults of the system as its operators run it: services of their own, Apache Kafka, PostgreSQL. A file per fault."""
