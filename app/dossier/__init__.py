"""Evidence dossiers: an answer in one signed file with all that it stands on, and its verifier."""
