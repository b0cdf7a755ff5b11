"""Tests of services and of shared/ on real stores and a real bus, in this process."""
