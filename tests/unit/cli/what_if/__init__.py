"""What another policy would give."""
