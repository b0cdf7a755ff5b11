"""What the system promises, tried."""
