"""Intake over HTTP: acts in, lists and items back."""
