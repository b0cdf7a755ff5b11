"""The rules of a clearance."""
