"""Decides whether all required ministries clear an initiative, under which policy and for which version of it.

Owns the streams `initiative-<uuid>` (one clearance each) and `policy-<version>`; its topic is `koploper.review`.
"""
