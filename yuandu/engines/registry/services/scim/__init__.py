"""Accounts that another system looks after: opening, changing and closing them, and the protocol above that."""

from yuandu.engines.registry.services.scim.protocol import answer

__all__ = ["answer"]
