"""What the commands decide by themselves."""
