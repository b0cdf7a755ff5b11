"""The demo set: ten real initiatives, driven through the real HTTP APIs, one request per human act."""

from cli.demo.load import finished, load, wanted
from cli.demo.show import show

__all__ = ["finished", "load", "show", "wanted"]
