"""Assessment: its rules, each named by a test, and what random commands must never do."""
