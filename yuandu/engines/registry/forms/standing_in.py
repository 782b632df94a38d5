"""What people fill in to hand a seat over, and to see somebody in an emergency."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from yuandu.engines.registry.queries.accounts import accounts_named
from yuandu.engines.registry.queries.codes import codes_of
from yuandu.engines.registry.services.emergencies import SHORTEST
from yuandu.kernel import scope

WHY = {"label": _("为什么"), "max_length": 300}


class Delegate(forms.Form):
    """Which seat is handed to whom, for which days, and why."""

    seat = forms.ChoiceField(label=_("委托哪个身份"), widget=forms.RadioSelect)
    deputy = forms.CharField(
        label=_("委托给谁"),
        help_text=_("写他登录用的用户名；他要在本单位或下属单位任职"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    from_on = forms.DateField(label=_("从哪天起"))
    until = forms.DateField(label=_("到哪天为止"), help_text=_("这一天还有效，最多30天"))
    because = forms.CharField(help_text=_("例如：外出培训一周"), **WHY)
    may_grant = forms.BooleanField(
        label=_("也可以替我授权"),
        help_text=_("不选的话，他能办别的事，不能给人授予角色"),
        required=False,
    )

    def __init__(self, *args: Any, seats: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {seat.key: seat for seat in seats}
        self.fields["seat"].choices = [(key, seat.words) for key, seat in self.seats.items()]
        if not any("registry.grant" in seat.permissions for seat in seats):
            del self.fields["may_grant"]

    def clean_seat(self) -> Any:
        return self.seats[self.cleaned_data["seat"]]

    def clean_deputy(self) -> Any:
        with scope.platform():  # a deputy may work at another place of the unit
            found = (
                accounts_named(self.cleaned_data["deputy"]).select_related("person").order_by("pk").first()
            )
        if found is None:
            raise ValidationError(_("没有这个用户名，请核对。"))
        return found


class TakeBack(forms.Form):
    """Why a delegation ends early."""

    because = forms.CharField(help_text=_("例如：提前回来了"), **WHY)


class Emergency(forms.Form):
    """Whom somebody must see now, and why."""

    number = forms.CharField(
        label=_("学籍号"),
        help_text=_("知道学籍号就只填这一项；不知道的，填姓名和出生日期"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("姓名"),
        help_text=_("要写全名"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    birth_on = forms.DateField(label=_("出生日期"), required=False)
    reason = forms.ChoiceField(label=_("什么情况"), widget=forms.RadioSelect)
    because = forms.CharField(
        label=_("把情况写清楚"),
        help_text=_("至少10个字。家长和学校会看到这段话"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [
            (code, str(reason)) for code, reason in codes_of("emergency_reason").items()
        ]

    def clean_because(self) -> str:
        if len(self.cleaned_data["because"].strip()) < SHORTEST:
            raise ValidationError(_("请把情况写清楚，至少10个字。"))
        return self.cleaned_data["because"].strip()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        number, name, birth_on = (cleaned.get(field) for field in ("number", "name", "birth_on"))
        if not number and not (name and birth_on):
            self.add_error("number", _("填学籍号，或者姓名和出生日期都填。"))
        return cleaned


class Review(forms.Form):
    """What the second person thinks of an emergency view."""

    remark = forms.CharField(
        label=_("核查意见"),
        help_text=_("例如：已和学校核实，孩子确实走失，当天找到"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
