"""Signed notes, and what a log and its witnesses say in them: the formats of C2SP to the letter.

https://c2sp.org/signed-note, /tlog-checkpoint, /tlog-cosignature and /tlog-proof.
"""
