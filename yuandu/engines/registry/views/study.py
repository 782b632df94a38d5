"""Looking at terms, courses and teaching groups."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from yuandu.engines.registry.queries import study
from yuandu.engines.registry.queries.codes import codes_of, title_of
from yuandu.kernel import pages
from yuandu.kernel.access import needs
from yuandu.kernel.tables import Column, Filter, Table

TERMS = Table(
    name="registry.terms",
    title=_("学年与学期"),
    columns=(
        Column(name="name", title=_("名称"), sort="name"),
        Column(name="kind", title=_("类别"), value=lambda row: title_of("term_kind", row.kind)),
        Column(
            name="school_year", title=_("学年"), value=lambda row: f"{row.school_year}—{row.school_year + 1}"
        ),
        Column(name="from_on", title=_("起"), sort="from_on"),
        Column(name="to_on", title=_("止"), sort="to_on"),
        Column(name="organisation", title=_("由谁安排"), value="organisation.called"),
    ),
    order=("-from_on", "pk"),
)
COURSES = Table(
    name="registry.courses",
    title=_("课程"),
    columns=(
        Column(name="name", title=_("课程"), sort="name"),
        Column(name="code", title=_("课程代码"), sort="code"),
        Column(
            name="subject",
            title=_("学科"),
            value=lambda row: title_of("subject", row.subject),
            sort="subject",
        ),
        Column(name="stage", title=_("学段"), value=lambda row: title_of("stage", row.stage), sort="stage"),
        Column(name="organisation", title=_("由谁开设"), value="organisation.called"),
    ),
    filters=(
        Filter(
            name="stage",
            title=_("学段"),
            options=lambda user: [(code.code, str(code)) for code in codes_of("stage").values()],
        ),
    ),
    search=lambda rows, text: rows.filter(name__contains=text),
    search_hint=_("课程名"),
    order=("stage", "subject", "pk"),
)
GROUPS = Table(
    name="registry.groups",
    title=_("教学班"),
    columns=(
        Column(name="name", title=_("教学班"), sort="name"),
        Column(name="school", title=_("学校"), value="school.called", sort="path"),
        Column(name="course", title=_("课程"), value="course.name"),
        Column(name="term", title=_("学期"), value="term.name", sort="term__from_on"),
        Column(name="whole_class", title=_("行政班"), value=lambda row: row.whole_class or ""),
        Column(name="pupils", title=_("学生"), align="r"),
        Column(name="teachers", title=_("教师"), align="r"),
    ),
    search=lambda rows, text: rows.filter(name__contains=text),
    search_hint=_("教学班名"),
    order=("path", "name", "pk"),
)


@needs("registry.view")
def terms(request: HttpRequest) -> HttpResponse:
    return pages.listing(request, table=TERMS, rows=study.terms_seen_by(request.user))


@needs("registry.view")
def courses(request: HttpRequest) -> HttpResponse:
    return pages.listing(request, table=COURSES, rows=study.courses_seen_by(request.user))


@needs("registry.view")
def groups(request: HttpRequest) -> HttpResponse:
    return pages.listing(request, table=GROUPS, rows=study.teaching_groups_seen_by(request.user))
