"""Handing a roster in, and asking for one."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

FORMS = (
    ("oneroster", _("OneRoster 1.2（全部，给别的系统用）")),
    ("organisations", _("学校与机构（Excel）")),
    ("staff", _("教职工（Excel）")),
    ("pupils", _("学生与监护人（Excel）")),
)


class AtAPlace(forms.Form):
    """A form about one of the places that are offered."""

    organisation = forms.ModelChoiceField(label=_("哪里的名册"), queryset=None, empty_label=None)

    def __init__(self, *args: Any, places: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = places


class HandIn(AtAPlace):
    """A file, and the place that it is for."""

    file = forms.FileField(
        label=_("名册文件"),
        max_length=120,
        help_text=_("OneRoster 压缩包（.zip），或者填好的模板（.xlsx、.csv）。先检查，您确认以后才写入。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,.xlsx,.csv"}),
    )


class Undo(forms.Form):
    """Nothing to fill in: one more look before a roster is taken back."""
