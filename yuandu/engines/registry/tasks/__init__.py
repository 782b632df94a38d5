"""What the registry does later: the modules are imported so that the worker knows their tasks."""

from yuandu.engines.registry.tasks import (
    exports,
    external_accounts,
    intake,
    organisations,
    people,
    roster_provider,
)

__all__ = ["exports", "external_accounts", "intake", "organisations", "people", "roster_provider"]
