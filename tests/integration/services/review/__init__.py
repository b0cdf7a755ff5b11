"""Tests of review over HTTP and on the bus, with what others announce."""
