"""What becomes of an initiative, part after part, as it goes between people."""
