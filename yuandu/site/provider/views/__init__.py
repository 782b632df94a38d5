"""The protocol's endpoints, and the pages about other systems."""
