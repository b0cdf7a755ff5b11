"""Decides whether the story is out and the Koploper invited and named.

Owns the streams `initiative-<uuid>` (the story of one initiative) and `meeting-<uuid>`; its topic is
`koploper.publication`.
"""
