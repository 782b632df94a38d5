"""What a teacher fills in about devices and pictures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class NewDevice(forms.Form):
    """What the device is called."""

    title = forms.CharField(
        label=_("给设备起个名字"), help_text=_("例如：讲台一体机、平板3号"), max_length=40
    )


class Children(forms.Form):
    """Who gets new pictures: all who have none, or those who are ticked."""

    pk = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, pupils: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pk"].choices = [(pk, pk) for pk in pupils]

    def chosen(self) -> list[int] | None:
        """Return the ids of who was ticked, None for nobody, which stands for all who have none yet."""
        return self.cleaned_data["pk"] or None
