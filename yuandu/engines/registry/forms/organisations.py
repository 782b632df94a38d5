"""Opening, changing, moving, merging and closing an organisation."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from yuandu.engines.registry.models.codes import codes_of

DATE = forms.DateInput(attrs={"type": "date"})


def choices(table: str, *, blank: bool = True) -> list[tuple[str, str]]:
    """Return the values in force of a code table, the longest codes last under their parents."""
    values = [(code.code, str(code)) for code in codes_of(table).values()]
    return [("", "—"), *values] if blank else values


class Dated(forms.Form):
    """A change that holds from a day on, with its reason."""

    on = forms.DateField(label=_("从哪天起"), widget=DATE)
    because = forms.CharField(label=_("理由或文号"), max_length=300, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["on"].initial = today

    def clean_on(self) -> date:
        on = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("不能填以后的日子，到那天再办。"))
        return on


class OpenOrganisation(Dated):
    """A new organisation under another."""

    name = forms.CharField(label=_("名称"), max_length=200)
    code = forms.RegexField(
        label=_("代码"),
        regex=r"^[0-9A-Z]{1,20}$",
        help_text=_("大写字母和数字，在上级下面不重复，以后不再变。"),
    )
    level = forms.ChoiceField(label=_("层级"))
    kind = forms.ChoiceField(label=_("办学类型"), required=False)
    urban_rural = forms.ChoiceField(label=_("城乡类型"), required=False)
    identifier = forms.CharField(label=_("学校（机构）标识码"), max_length=30, required=False)
    field_order = ["name", "code", "level", "kind", "urban_rural", "identifier", "on", "because"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = choices("organisation_level", blank=False)
        self.fields["level"].initial = "school"
        self.fields["kind"].choices = choices("school_kind")
        self.fields["urban_rural"].choices = choices("urban_rural")


class ChangeOrganisation(Dated):
    """What an organisation is called and is."""

    name = forms.CharField(label=_("名称"), max_length=200)
    kind = forms.ChoiceField(label=_("类别"), required=False)
    urban_rural = forms.ChoiceField(label=_("城乡类型"), required=False)
    identifier = forms.CharField(label=_("学校（机构）标识码"), max_length=30, required=False)
    field_order = ["name", "kind", "urban_rural", "identifier", "on", "because"]

    def __init__(self, *args: Any, organisation: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        table = "school_kind" if organisation.level == "school" else "organisation_kind"
        self.fields["kind"].choices = choices(table)
        self.fields["urban_rural"].choices = choices("urban_rural")
        for name in ("name", "kind", "urban_rural", "identifier"):
            self.fields[name].initial = getattr(organisation, name)


class CloseOrganisation(Dated):
    """The day on which it is no longer open."""


class MoveOrganisation(Dated):
    """Another organisation that administers it."""

    parent = forms.ModelChoiceField(label=_("新的主管机构"), queryset=None)
    field_order = ["parent", "on", "because"]

    def __init__(self, *args: Any, parents: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = parents


class MergeOrganisation(Dated):
    """The organisation that takes its people and parts."""

    into = forms.ModelChoiceField(label=_("并入哪个机构"), queryset=None)
    document = forms.CharField(label=_("文号"), max_length=120)
    field_order = ["into", "document", "on", "because"]

    def __init__(self, *args: Any, others: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = others


class Designate(Dated):
    """A designation for an organisation."""

    kind = forms.ChoiceField(label=_("认定类别"))
    document = forms.CharField(label=_("文号"), max_length=120)
    to_on = forms.DateField(label=_("有效期至"), widget=DATE, required=False)
    note = forms.CharField(label=_("说明"), max_length=300, required=False)
    field_order = ["kind", "document", "on", "to_on", "note", "because"]

    def __init__(self, *args: Any, level: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            (code.code, str(code))
            for code in codes_of("designation_kind").values()
            if code.extra.get("holder") == "organisation"
            and level in code.extra.get("holder_levels", (level,))
        ]
        del self.fields["because"]


class EndDesignation(Dated):
    """The day and the reason on which a designation ends."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["because"].required = True
