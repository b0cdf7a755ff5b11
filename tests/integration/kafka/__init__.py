"""What only a real Kafka can tell."""
