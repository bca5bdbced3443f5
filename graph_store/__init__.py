"""The only package that speaks Bolt: engines, the one write path, reads bound to a ledger size."""
