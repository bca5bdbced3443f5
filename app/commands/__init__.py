"""The commands of `lotgraph`, a module for each group."""
