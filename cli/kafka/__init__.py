"""Kafka from the command line: a broker without a container, topics and rights as code, and how far readers are."""
