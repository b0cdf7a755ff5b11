"""A service as small as can be, on which the tests of shared/ stand: it counts."""
