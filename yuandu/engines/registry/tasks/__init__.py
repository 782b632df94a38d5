"""What the registry does later: the modules are imported so that the worker knows their tasks."""

from yuandu.engines.registry.tasks import exports, intake, organisations, people

__all__ = ["exports", "intake", "organisations", "people"]
