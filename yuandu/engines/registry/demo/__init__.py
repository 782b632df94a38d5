"""The invented city: real counties, zones and townships; every school, person and title in them is made up.

How it is made, from the bottom up: `shapes` (how big), `schools` and `tree` (organisations), `crowd`, `staff`
and `pupils` (people), `history` (2019 to 2022), `study` (terms, courses), `invention` (all of it as one stream
of rows), `load` (COPY), `accounts` (sign-ins), `city` (the whole thing, in one transaction).
"""

from yuandu.engines.registry.demo.city import (
    CityIsThere,
    invent_city,
    load_listed_schools,
)
from yuandu.engines.registry.demo.listed import FaultyList
from yuandu.engines.registry.demo.shapes import SCALES, Scale

__all__ = [
    "SCALES",
    "CityIsThere",
    "FaultyList",
    "Scale",
    "invent_city",
    "load_listed_schools",
]
