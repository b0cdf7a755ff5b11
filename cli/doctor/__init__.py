"""`koploper doctor`: every check on every service and between them, what was found, and what to do about it."""

from cli.doctor.run import doctor

__all__ = ["doctor"]
