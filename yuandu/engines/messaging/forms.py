"""What comes by e-mail, kind by kind."""

from collections.abc import Mapping
from typing import Any

from django import forms

from yuandu.engines.messaging.enums import Timing
from yuandu.kernel.apps import titles


class Choices(forms.Form):
    """One choice for each kind of notices; the kinds are those that apps declare."""

    def __init__(self, *args: Any, chosen: Mapping[str, Timing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, timing in chosen.items():
            self.fields[kind] = forms.ChoiceField(
                label=titles("notices")[kind],
                choices=Timing.choices,
                initial=timing,
            )
