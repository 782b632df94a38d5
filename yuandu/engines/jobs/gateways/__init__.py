"""Where jobs touch what Django's models do not cover: the queue, and their own line to the database."""
