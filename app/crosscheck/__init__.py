"""The same answer three ways: over the database, over the columns, and by networkx on the bare facts."""
