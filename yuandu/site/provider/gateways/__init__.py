"""What lies outside the database: keys on disk, and the other systems."""
