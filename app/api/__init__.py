"""GraphQL and HTTP: the questions for programs and browsers. It reads; nothing here writes."""
