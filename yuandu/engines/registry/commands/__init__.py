"""What `yuandu NAME …` runs for the registry."""
