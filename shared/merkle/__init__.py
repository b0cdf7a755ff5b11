"""The Merkle tree of RFC 6962 (section 2.1), over SHA-256: it grows, proves and is verified, and never reads or writes.

Whoever keeps a tree keeps its tiles (`tiles`), adds leaves at its edge (`growing`), and has proofs made from what it
kept (`proving`). Whoever doubts needs `verifying` only. Positions in a tree count from 0.
"""
