"""The self-inspection report of a period: what was changed, decided, refused and loaded, and what is open."""
