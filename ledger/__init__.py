"""Proofs over bytes: hashing, the Merkle tree, commit headers and payloads. Knows no lot and no graph."""
