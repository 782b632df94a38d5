"""What the components draw, as plain data: shapes, positions and words, without templates."""
