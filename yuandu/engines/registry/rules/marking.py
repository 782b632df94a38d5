"""The mark that tells gettext of a sentence, without translating it here: rules know no language.

Whoever shows the sentence to a person passes it through gettext.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


class Fault(NamedTuple):
    """What is wrong with a thing, as a sentence in Chinese: an error stops it, a warning is shown.

    The sentence is a message of the catalogue; show it as `gettext(fault.sentence) % fault.details`.
    """

    severity: Severity
    sentence: str
    details: Mapping[str, object] = {}


def marked(sentence: str) -> str:
    """Return the sentence as it is; import this as `_`, so that makemessages finds the sentence."""
    return sentence


def error(sentence: str, **details: object) -> Fault:
    """Return a fault that stops the thing."""
    return Fault("error", sentence, details)


def warning(sentence: str, **details: object) -> Fault:
    """Return a fault that a person should see, and may accept."""
    return Fault("warning", sentence, details)
