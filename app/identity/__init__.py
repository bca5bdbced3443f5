"""Who asks, and may they: accounts, passwords, sessions, keys of programs, tokens of an identity provider.

Promises: what an account may do stands in the ledger and is read for each request; what proves that it is
asked by its owner stands beside the ledger, hashed. Every refusal is recorded before it is told.
"""
