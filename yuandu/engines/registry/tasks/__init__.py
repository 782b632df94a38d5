"""What the registry does later: the modules are imported so that the worker knows their tasks."""

from yuandu.engines.registry.tasks import exports, intake, organisations, people, roster_provider

__all__ = ["exports", "intake", "organisations", "people", "roster_provider"]
