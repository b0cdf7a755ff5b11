"""The parts of shared/ on their own, mirroring it."""
