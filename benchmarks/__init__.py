"""Benchmarks that print ratios to a named peer, measured in one run on one engine."""
