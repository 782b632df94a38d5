"""What `yuandu audit` runs, and what the supervised sealer does."""
