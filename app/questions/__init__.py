"""What is asked of the graph: recall, genealogy, why. Every answer is complete or says what is missing."""
