"""Where facts meet the outside: rows as the database keeps them, files and keys beside it."""
