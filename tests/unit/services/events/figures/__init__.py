"""Figures, without a store."""
