"""Parts of the system that are not ours, for tests: real ones, made for a run and ended after it."""
