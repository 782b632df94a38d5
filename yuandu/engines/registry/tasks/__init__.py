"""What the registry does later: the modules are imported so that the worker knows their tasks."""

from yuandu.engines.registry.tasks import intake, organisations, people

__all__ = ["intake", "organisations", "people"]
