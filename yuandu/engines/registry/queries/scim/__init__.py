"""Which accounts a client sees, and its filters and orders as SQL."""

from yuandu.engines.registry.queries.scim.links import (
    Reach,
    holdings_of,
    link_of,
    links_of,
    places_named,
    places_suggested,
    post_kinds_given,
    reach_of,
)

__all__ = [
    "Reach",
    "holdings_of",
    "link_of",
    "links_of",
    "places_named",
    "places_suggested",
    "post_kinds_given",
    "reach_of",
]
