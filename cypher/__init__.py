"""Cypher and nothing else: the schema and the reads, one header comment per query."""
