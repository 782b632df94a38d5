"""What people fill in about people: records, papers, posts, guardians, changes of pupils, duplicates."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from yuandu.engines.registry.forms.organisations import DATE, choices
from yuandu.engines.registry.queries.codes import codes_of

Places = Sequence[tuple[Any, str]]
MOST_SCHOOLS = 200  # in a list to choose from; where there are more, the name is typed
REASON = {"label": _("理由"), "max_length": 300}


def kinds_at(level: str) -> Places:
    """Return the kinds of post that an organisation of the level has."""
    kinds = codes_of("post_kind").values()
    return [(kind.code, str(kind)) for kind in kinds if level in kind.extra.get("levels", ())]


def endings(whose: str) -> Places:
    """Return why a post of a pupil who leaves, or of staff, may end."""
    found = [code for code in codes_of("post_ending").values() if code.extra.get("of") == whose]
    return [(code.code, str(code)) for code in found if code.extra.get("change") in (None, "leave")]


class Details(forms.Form):
    """What is known of a person."""

    name = forms.CharField(label=_("姓名"), max_length=80)
    sex = forms.ChoiceField(label=_("性别"), required=False)
    birth_on = forms.DateField(label=_("出生日期"), widget=DATE, required=False)
    ethnic_group = forms.ChoiceField(label=_("民族"), required=False)
    phone = forms.CharField(label=_("手机号"), max_length=30, required=False)
    email = forms.EmailField(label=_("邮箱"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sex"].choices = choices("sex")
        self.fields["ethnic_group"].choices = choices("ethnic_group")


class AddPerson(Details):
    """A person who is new, with the first post at an organisation."""

    id_card = forms.CharField(
        label=_("身份证号"), required=False, help_text=_("填了身份证号，出生日期和性别可以不填")
    )
    pupil_number = forms.CharField(label=_("学籍号"), required=False, help_text=_("只有学生要填"))
    kind = forms.ChoiceField(label=_("岗位"))
    subject = forms.ChoiceField(label=_("学科"), required=False, help_text=_("任课教师要选"))
    title = forms.CharField(label=_("职务"), max_length=80, required=False)
    from_on = forms.DateField(label=_("从哪天起"), widget=DATE)
    field_order = ["name", "id_card", "pupil_number", "kind", "subject", "title", "from_on"]

    def __init__(self, *args: Any, level: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds_at(level)
        self.fields["subject"].choices = choices("subject")
        self.fields["from_on"].initial = today

    def split(self) -> dict[str, Any]:
        """Return what services.people.add_person takes."""
        said = dict(self.cleaned_data)
        papers = {kind: said.pop(kind) for kind in ("id_card", "pupil_number")}
        post = {name: said.pop(name) for name in ("kind", "subject", "title", "from_on")}
        return said | {"papers": papers, "post": post}


class AddPaper(forms.Form):
    """One more paper."""

    kind = forms.ChoiceField(label=_("证件类型"))
    number = forms.CharField(label=_("证件号码"), max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = choices("paper_kind", blank=False)


class CorrectPaper(forms.Form):
    """A number that was mistyped."""

    number = forms.CharField(label=_("正确的号码"), max_length=40)
    because = forms.CharField(**REASON, help_text=_("例如：录入时错了一位，已核对户口簿"))


class Placed(forms.Form):
    """A place in a school: the school first, then what there is in it.

    `schools` are (id, name) pairs; of more than 200 the name is typed. `parts` are filled in by `of_school`
    once a school is known.
    """

    school = forms.ChoiceField(label=_("学校"))
    place = forms.ChoiceField(label=_("班级或机构"))

    def __init__(self, *args: Any, schools: Places, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schools = schools
        sentence = _("请选班级或机构。换了学校的，现在可以选这所学校的了。")
        self.fields["place"].error_messages |= {"required": sentence, "invalid_choice": sentence}
        if len(schools) > MOST_SCHOOLS:
            help_text = _("写全称，例如：潍坊市某某小学")
            self.fields["school"] = forms.CharField(label=_("学校"), max_length=200, help_text=help_text)
        else:
            self.fields["school"].choices = [("", "—"), *schools] if len(schools) > 1 else schools
        self.order_fields(self.field_order)

    def chosen_school(self) -> int | None:
        """Return the id of the school that was chosen or typed, or of the only one; None for none."""
        said = str(self.data.get("school") or "") if self.is_bound else ""
        if len(self.schools) == 1:
            return self.schools[0][0]
        return next((pk for pk, name in self.schools if said in (str(pk), name)), None)

    def of_school(self, parts: Places) -> None:
        """Offer the parts of the chosen school."""
        self.fields["place"].choices = [("", "—"), *parts]
        self.fields["place"].help_text = self.fields["place"].help_text if not parts else ""

    def clean_school(self) -> str:
        if self.chosen_school() is None:
            raise ValidationError(_("没有找到这所学校，请核对名称。"))
        return self.cleaned_data["school"]


class GivePost(Placed):
    """A post for somebody."""

    kind = forms.ChoiceField(label=_("岗位"))
    subject = forms.ChoiceField(label=_("学科"), required=False, help_text=_("任课教师要选"))
    title = forms.CharField(label=_("职务"), max_length=80, required=False)
    is_dedicated = forms.BooleanField(label=_("专任"), required=False, initial=True)
    from_on = forms.DateField(label=_("从哪天起"), widget=DATE)
    document = forms.CharField(label=_("文号"), max_length=120, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = sorted(codes_of("post_kind").values(), key=lambda kind: kind.extra.get("role") == "pupil")
        self.fields["kind"].choices = [(kind.code, str(kind)) for kind in kinds]
        self.fields["subject"].choices = choices("subject")
        self.fields["from_on"].initial = today


class EndPost(forms.Form):
    """The end of a post."""

    on = forms.DateField(label=_("从哪天起不再担任"), widget=DATE)
    ending = forms.ChoiceField(label=_("结束的原因"))
    because = forms.CharField(**REASON | {"label": _("说明或文号"), "required": False})

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ending"].choices = endings("staff")
        self.fields["on"].initial = today


class AddGuardian(forms.Form):
    """Somebody who looks after a pupil."""

    name = forms.CharField(label=_("监护人姓名"), max_length=80)
    relation = forms.ChoiceField(label=_("和学生的关系"))
    phone = forms.CharField(label=_("手机号"), max_length=30, required=False)
    id_card = forms.CharField(
        label=_("身份证号"),
        required=False,
        help_text=_("已登记过的监护人（例如兄弟姐妹的），填了就不会重复登记"),
    )
    is_primary = forms.BooleanField(label=_("有事先联系这位"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["relation"].choices = choices("guardian_relation", blank=False)


class Because(forms.Form):
    """A reason that may be left out."""

    because = forms.CharField(**REASON | {"required": False})


class ChangePupils(forms.Form):
    """From which day pupils change their state."""

    on = forms.DateField(label=_("从哪天起"), widget=DATE)
    document = forms.CharField(label=_("文号"), max_length=120, required=False)
    because = forms.CharField(**REASON | {"label": _("说明"), "required": False})

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs.pop("schools", None)
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today


class LeavingPupils(ChangePupils):
    """Why pupils leave for good."""

    reason = forms.ChoiceField(label=_("离校的原因"))
    field_order = ["reason", "on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = endings("pupil")


class TransferPupils(Placed):
    """Into which class of which school pupils go."""

    on = forms.DateField(label=_("从哪天起"), widget=DATE)
    document = forms.CharField(label=_("文号"), max_length=120, required=False)
    because = forms.CharField(**REASON | {"label": _("说明"), "required": False})

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].label = _("转入学校")
        self.fields["place"].label = _("转入班级")
        self.fields["place"].help_text = (
            _("先选学校，再点下一步，这里就有班级了") if len(self.schools) > 1 else ""
        )
        self.fields["on"].initial = today


FORMS: Mapping[str, type[forms.Form]] = {"transfer": TransferPupils, "leave": LeavingPupils}


class MergePeople(forms.Form):
    """Which of two records is kept, and why they are one person's."""

    kept = forms.ChoiceField(label=_("保留哪一条"), widget=forms.RadioSelect)
    because = forms.CharField(**REASON | {"label": _("怎么确认的"), "required": False})

    def __init__(self, *args: Any, sides: Places, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kept"].choices = sides
        self.fields["kept"].initial = sides[0][0]
