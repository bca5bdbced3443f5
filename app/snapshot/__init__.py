"""The graph in memory, beside the database: kept up with the ledger, shared by processes as a mapped file."""
