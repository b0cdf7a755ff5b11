"""Tests of publication over HTTP and on the bus, with what others announce."""
