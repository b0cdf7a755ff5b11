"""What can be told of Kafka without one."""
