"""Decides whether an initiative meets the criteria, and under which policy.

Owns the streams `initiative-<uuid>` (one dossier each) and `policy-<version>`; its topic is `koploper.assessment`.
"""
