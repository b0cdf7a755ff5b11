"""The demo set: ten real initiatives and some invented ones on side roads, driven through the real HTTP APIs."""

from cli.demo.load import finished, load, wanted
from cli.demo.show import show

__all__ = ["finished", "load", "show", "wanted"]
