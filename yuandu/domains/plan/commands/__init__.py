"""Plan files on the command line."""
