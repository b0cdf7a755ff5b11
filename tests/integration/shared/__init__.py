"""The plumbing on real stores and a real bus, one part at a time."""
