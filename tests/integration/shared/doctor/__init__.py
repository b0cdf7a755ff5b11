"""The doctor on a real service, whose data were written past it."""
