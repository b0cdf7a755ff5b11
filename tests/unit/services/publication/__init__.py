"""Publication's rules, each by name."""
