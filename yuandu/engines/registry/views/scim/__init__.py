"""SCIM 2.0 (RFC 7643, RFC 7644): one door for all that other systems do with accounts."""

from yuandu.engines.registry.views.scim.endpoint import scim

__all__ = ["scim"]
