"""Quality of data: rules about what sources state, what breaks them, and how good each source is.

Promises: no I/O but in `run`; what is computed follows from the facts of the ledger at one size and from
nothing else, so the same ledger gives the same findings and the same scorecard.
"""
