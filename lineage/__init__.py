"""In-memory traversal over columnar arrays, and the arithmetic of what flows: takes arrays, does no I/O."""
