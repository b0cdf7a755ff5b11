"""Decides how an initiative is found, what a complete submission is, and what its submitter may still do with it.

Owns the streams `initiative-<uuid>`, `signal-<uuid>` and `register-<uuid>` of its own store and the topic
`koploper.intake`.
"""
