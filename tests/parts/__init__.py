"""Real parts that tests stand on: a PostgreSQL server, a Kafka broker; from a container, or native."""
