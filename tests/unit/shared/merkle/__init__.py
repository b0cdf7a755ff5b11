"""The Merkle tree and its proofs."""
