"""Code tables in force, kept in each process for a minute."""

from yuandu.engines.registry.models.codes import codes_of, title_of

__all__ = ["codes_of", "title_of"]
