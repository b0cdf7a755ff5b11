"""Intake on a real store and bus."""
