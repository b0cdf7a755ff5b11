"""`koploper witness`: somebody else's word for how large a ledger was, after C2SP tlog-witness.

It belongs on another machine, with other people: it has a key and a record of its own, and needs nothing of the system.
"""
