"""Recall cases: read from the graph as they stand today, acted on, and told to consignees and authorities."""
