"""Key figures: read at one ledger size, recorded once a period, compared around a change."""
