"""Tests of what every HTTP app shares."""
