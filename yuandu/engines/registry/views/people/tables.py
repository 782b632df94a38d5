"""The rosters as tables: what a line shows, and by what it is narrowed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from yuandu.engines.registry import rules
from yuandu.engines.registry.queries import people
from yuandu.engines.registry.queries.codes import codes_of, title_of
from yuandu.engines.registry.queries.sight import Sight
from yuandu.kernel.drawing import lights
from yuandu.kernel.drawing.words import day
from yuandu.kernel.tables import Action, Column, Filter, Table

if TYPE_CHECKING:
    from yuandu.engines.registry.models import Organisation, Post

MANAGE = "registry.manage"
MOST_SCHOOLS = 200  # in the list of a filter
STATES = {"pupil": ("ok", gettext_lazy("在读")), "pupil_suspended": ("warn", gettext_lazy("休学"))}


def grade_of(place: "Organisation", on: date) -> str:
    """Return what people call the grade of a class on the day; "" where it has none, or none any more."""
    if place.entry_year is None or not rules.has_grades(place.stage):
        return ""
    grade = rules.grade_of(place.stage, rules.system_of(place.system), place.entry_year, on)
    return rules.grade_label(place.stage, grade, get_language() or "zh") if grade else ""


def state_of(post: "Post") -> str:
    return str(STATES[post.kind][1]) if post.kind in STATES else title_of("post_kind", post.kind)


def light_of(post: "Post") -> SafeString:
    kind, word = STATES.get(post.kind, ("idle", ""))
    return drawn_light(kind, str(word) or state_of(post))


@lru_cache(maxsize=64)
def drawn_light(kind: str, word: str) -> SafeString:
    """Draw a light once for all lines that wear it."""
    return render_to_string("ui/light.html", lights.light(kind, word))


def post_of(post: "Post") -> str:
    """Return the post in words: 任课教师（数学）."""
    kind = title_of("post_kind", post.kind)
    return f"{kind}（{title_of('subject', post.subject)}）" if post.subject else kind


def class_link(post: "Post") -> SafeString:
    """Draw the class with the way to its page."""
    url = reverse("registry:class", args=[post.organisation_id])
    return format_html('<a href="{}">{}</a>', url, post.organisation.name)


NAME = Column(
    name="name",
    title=gettext_lazy("姓名"),
    value="person.name",
    sort="person__pinyin",
    link=True,
    field="registry.Person.name",
)
SEX = Column(name="sex", title=gettext_lazy("性别"), value=lambda post: title_of("sex", post.person.sex))
UNIT = Column(
    name="unit", title=gettext_lazy("管理单元"), value=lambda post: post.unit.called if post.unit else ""
)
SCHOOL = Column(name="school", title=gettext_lazy("学校"), value=lambda post: post.school or "")
SINCE = Column(
    name="since",
    title=gettext_lazy("从哪天起"),
    value="from_on",
    draw=lambda post: day(post.from_on, "year"),
)
STATE = Column(name="state", title=gettext_lazy("状态"), value=state_of, draw=light_of)
PLACE = Column(
    name="place", title=gettext_lazy("班级"), value="organisation.name", draw=class_link, sort="path"
)
POST = Column(name="post", title=gettext_lazy("岗位"), value=post_of)
JOB = Column(name="job", title=gettext_lazy("职务"), value="title")
AT = Column(
    name="at", title=gettext_lazy("所在机构"), value=lambda post: post.organisation.called, sort="path"
)
ACTIONS = tuple(
    Action(name=name, title=title, view=f"registry:{name}_pupils", permission=MANAGE, danger=name == "leave")
    for name, title in (
        ("transfer", gettext_lazy("转学")),
        ("suspend", gettext_lazy("休学")),
        ("extend", gettext_lazy("延长休学")),
        ("resume", gettext_lazy("复学")),
        ("graduate", gettext_lazy("毕业")),
        ("leave", gettext_lazy("离校")),
    )
)
STATE_FILTER = Filter(
    name="kind", title=gettext_lazy("状态"), options=[(kind, word) for kind, (_light, word) in STATES.items()]
)
PUPILS = Table(
    name="registry.pupils",
    title=gettext_lazy("学生名册"),
    columns=(NAME, SEX, PLACE, SCHOOL, UNIT, STATE, SINCE),
    actions=ACTIONS,
    search=people.people_called,
    search_hint=gettext_lazy("姓名或拼音首字母"),
    order=("path", "person__pinyin", "pk"),
    grade="L4",
    person=attrgetter("person_id"),
)
STAFF = Table(
    name="registry.staff",
    title=gettext_lazy("教职工名册"),
    columns=(NAME, SEX, POST, JOB, AT, UNIT, SINCE),
    search=people.people_called,
    search_hint=gettext_lazy("姓名或拼音首字母"),
    order=("path", "person__pinyin", "pk"),
    grade="L3",
    person=attrgetter("person_id"),
)


def grade_column(on: date) -> Column:
    return Column(
        name="grade", title=_("年级"), value=lambda post: grade_of(post.organisation, on), sort="path"
    )


def name_column(places: Sequence[Filter], query: QueryDict) -> Column:
    """Return the name, by which one school can be put in order: a county takes longer than a person waits."""
    is_one_school = "school" in query or "school" not in {chip.name for chip in places}
    return NAME if is_one_school else replace(NAME, sort=None)


def pupil_table(sight: Sight, query: QueryDict, *, on: date) -> Table:
    """Return the pupils' roster with the filters that make sense for the reader on the day."""
    user = sight.user
    _name, sex, place, *rest = PUPILS.columns
    grades = [(code.code, str(code)) for code in codes_of("grade").values()]
    grade = Filter(
        name="grade",
        title=_("年级"),
        options=grades,
        apply=lambda rows, code: people.in_grade(rows, code, on=on),
    )
    places, is_wide = place_filters(user, query, on=on)
    columns = [name_column(places, query), sex, grade_column(on), place, *rest]
    return replace(
        PUPILS,
        columns=narrowed(columns, is_wide),
        filters=(*places, grade, STATE_FILTER, *day_filters(query)),
        tell=sight.of_post,
    )


def staff_table(sight: Sight, query: QueryDict, *, on: date) -> Table:
    """Return the roster of those who work, with the filters that make sense for the reader on the day."""
    user = sight.user
    kinds = [(kind, title_of("post_kind", kind)) for kind in people.staff_kinds()]
    subjects = [(code.code, str(code)) for code in codes_of("subject").values()]
    places, is_wide = place_filters(user, query, on=on)
    columns = [name_column(places, query), *STAFF.columns[1:]]
    filters = (
        *places,
        Filter(name="kind", title=_("岗位"), options=kinds),
        Filter(name="subject", title=_("学科"), options=subjects),
        *day_filters(query),
    )
    return replace(STAFF, columns=narrowed(columns, is_wide), filters=filters, tell=sight.of_post)


def narrowed(columns: Sequence[Column], is_wide: bool) -> list[Column]:
    """Leave out the unit where all rows have the same."""
    return [column for column in columns if is_wide or column is not UNIT]


def place_filters(user: Any, query: QueryDict, *, on: date) -> tuple[list[Filter], bool]:
    """Return the filters by unit and school, and whether the person's scope is wider than one unit."""
    units = list(people.units_of(user, on=on))
    is_wide = len(units) > 1
    chosen = next((unit for unit in units if str(unit.pk) == query.get("unit")), None)
    schools = people.schools_of(user, on=on)
    if chosen:
        schools = people.at_place(schools, chosen.path)
    listed = list(schools[: MOST_SCHOOLS + 1])
    if len(listed) > MOST_SCHOOLS:
        listed = list(schools.filter(pk=number(query.get("school"))))
    filters = [chip("unit", _("管理单元"), units)] if is_wide else []
    if len(listed) > 1 or (is_wide and listed):
        filters.append(chip("school", _("学校"), listed))
    return filters, is_wide


def chip(name: str, title: str, places: Sequence["Organisation"]) -> Filter:
    """Return a filter by place; a place is a range of paths, which the index answers."""
    paths = {str(place.pk): place.path for place in places}
    return Filter(
        name=name,
        title=title,
        options=[(place.pk, place.called) for place in places],
        apply=lambda rows, value: people.at_place(rows, paths[value]),
    )


def day_filters(query: QueryDict) -> list[Filter]:
    """Return the chip that keeps the day of the question while rows are filtered and turned; none for today."""
    asked = query.get("as_of")
    options = [(asked, asked)]
    kept = Filter(name="as_of", title=_("截至"), options=options, apply=lambda rows, _value: rows)
    return [kept] if asked else []


def number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0
