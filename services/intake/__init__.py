"""Decides what a complete submission is, who submitted it and what its submitter may still do with it.

Owns the streams `initiative-<uuid>` and `register-<uuid>` of its own store and the topic `koploper.intake`.
"""
