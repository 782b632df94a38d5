"""What the registry does later: the modules are imported so that the worker knows their tasks."""

from yuandu.engines.registry.tasks import organisations

__all__ = ["organisations"]
