"""Where the bytes lie, and who looks at them for viruses."""
