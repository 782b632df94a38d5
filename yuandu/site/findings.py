"""What a check of the installation says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """The result of a check: a fact when all is well, else the trouble and its cure."""

    name: str
    fact: str = ""
    trouble: str = ""
    cure: str = ""
