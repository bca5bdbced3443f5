"""Where the parts meet: settings, wiring, loading, questions, GraphQL and the command line."""
