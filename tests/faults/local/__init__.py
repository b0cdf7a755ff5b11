"""Kills of `koploper up`, which runs all in one process on files of this machine."""
