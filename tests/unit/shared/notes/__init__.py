"""Signed notes."""
