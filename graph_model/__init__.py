"""What exists and how it flows: declarations, keys, units, facts and the rules that merge them. No I/O."""
