"""What people fill in before they see full data, or take it out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yuandu.engines.registry.forms.intake import FORMS
from yuandu.engines.registry.forms.organisations import DATE
from yuandu.kernel.exports import FORMS as LIST_FORMS

USUAL_DAYS = 7  # for which a file is needed, unless one says otherwise


def described(purpose: Any) -> str:
    """Return a purpose with its legal basis."""
    is_english = (get_language() or "").startswith("en")
    basis = purpose.extra.get("basis_en" if is_english else "basis", "")
    return " · ".join(str(part) for part in (purpose, basis) if part)


class Purpose(forms.Form):
    """For what somebody looks: a purpose that the seat has, and words to it."""

    purpose = forms.ChoiceField(
        label=_("用来做什么"),
        widget=forms.RadioSelect,
        help_text=_("用途由平台自定；后面的法律依据没有核对原文"),
    )
    words = forms.CharField(
        label=_("具体说明"),
        max_length=300,
        required=False,
        help_text=_("选“其他”的必须写。查看记录里，本人和家长看得到"),
    )

    def __init__(self, *args: Any, purposes: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [(purpose.code, described(purpose)) for purpose in purposes]


class Asking(Purpose):
    """For what, for whom and until when a file is needed."""

    recipient = forms.CharField(
        label=_("交给谁用"), max_length=120, help_text=_("单位和经手人；自己用的写“本人”")
    )
    needed_until = forms.DateField(label=_("用到哪天"), widget=DATE, help_text=_("最长90天，用完请删掉"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needed_until"].initial = today + timedelta(days=USUAL_DAYS)


class AskList(Asking):
    """The columns of a list that go into the file, and its form."""

    columns = forms.MultipleChoiceField(
        label=_("要哪些列"), widget=forms.CheckboxSelectMultiple, help_text=_("只勾用得着的")
    )
    form = forms.ChoiceField(
        label=_("格式"), choices=[(form, form.upper()) for form in LIST_FORMS], widget=forms.RadioSelect
    )
    field_order = ["columns", "form", "purpose", "words", "recipient", "needed_until"]

    def __init__(self, *args: Any, columns: Sequence[tuple[str, str]], form: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["columns"].choices = columns
        self.fields["columns"].initial = [name for name, _title in columns]
        self.fields["form"].initial = form


class AskRoster(Asking):
    """The form in which a whole place goes out."""

    organisation = forms.ModelChoiceField(label=_("哪里的名册"), queryset=None, empty_label=None)
    form = forms.ChoiceField(label=_("导出成"), choices=FORMS, widget=forms.RadioSelect, initial="oneroster")
    field_order = ["organisation", "form", "purpose", "words", "recipient", "needed_until"]

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = places


class Refuse(forms.Form):
    """Why a file is not allowed."""

    because = forms.CharField(label=_("为什么不同意"), max_length=300, help_text=_("申请人会看到"))


def said_by(form: Asking) -> Mapping[str, Any]:
    """Return what services.privacy.ask_for_export takes of the form."""
    names = ("purpose", "words", "recipient", "needed_until")
    return {name: form.cleaned_data[name] for name in names}
