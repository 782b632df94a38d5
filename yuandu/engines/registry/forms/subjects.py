"""What people fill in about their own data, and those who answer them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yuandu.engines.registry.forms.people import Details

TEXT = forms.Textarea(attrs={"rows": 4})
PAPER = {"label": _("证明材料"), "required": False, "max_length": 120}
PROOF = _("户口簿、身份证的照片或PDF，不超过20MB")


class MakeClaim(forms.Form):
    """What is asked for; each kind of request has its own fields."""

    field = forms.ChoiceField(label=_("哪一项"), widget=forms.RadioSelect)
    right = forms.CharField(label=_("应该是什么"), max_length=200)
    text = forms.CharField(label=_("说明"), max_length=1000, required=False, widget=TEXT)
    file = forms.FileField(**PAPER, help_text=PROOF)

    KEEPS = {
        "correct": ("field", "right", "text", "file"),
        "erase": ("field", "text"),
        "access": ("text",),
        "copy": ("text",),
        "question": ("text",),
    }
    LABELS = {
        "access": _("想看什么"),
        "copy": _("要哪些内容，怎么给您"),
        "question": _("这次查看哪里不对"),
    }
    NEEDED = {"access", "question"}

    def __init__(self, *args: Any, kind: str, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(self.KEEPS[kind]):
            del self.fields[name]
        if "field" in self.fields:
            self.fields["field"].choices = choices
        self.fields["text"].required = kind in self.NEEDED
        self.fields["text"].label = self.LABELS.get(kind, _("说明"))


class Answer(forms.Form):
    """The answer to a request."""

    agrees = forms.ChoiceField(
        label=_("怎么答复"),
        choices=(("yes", _("同意")), ("no", _("不同意"))),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("理由"), max_length=1000, widget=TEXT, help_text=_("写给提出请求的人看，说清楚根据什么")
    )
    done = forms.CharField(
        label=_("做了什么"), max_length=1000, required=False, widget=TEXT, help_text=_("同意的要写")
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("agrees") == "yes" and not said.get("done"):
            self.add_error("done", _("请写做了什么，例如：已经把复印件交给家长。"))
        return said


class Agree(forms.Form):
    """Why something is put right or erased."""

    because = forms.CharField(
        label=_("怎么核对的"), max_length=300, help_text=_("例如：看过户口簿原件。提出请求的人看得到")
    )


class Correct(Agree):
    """The right value of one field, with what the person asked for filled in."""

    def __init__(self, *args: Any, field: str, label: str, right: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        base = Details().fields.get(field) or forms.CharField(max_length=40)
        base.label, base.required, base.initial = label, True, right
        if isinstance(base, forms.ChoiceField):
            base.initial = next((value for value, title in base.choices if title == right), None)
        self.fields = {"right": base, **self.fields}
