"""Who did what, when and why."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from yuandu.engines.activity import queries
from yuandu.kernel import pages
from yuandu.kernel.access import needs
from yuandu.kernel.apps import titles
from yuandu.kernel.tables import Column, Filter, Table

FACTS = Table(
    name="activity.facts",
    title=_("操作记录"),
    columns=(
        Column(name="at", title=_("时间"), sort="at"),
        Column(name="verb", title=_("动作"), value="verb_title"),
        Column(name="about", title=_("对象")),
        Column(name="path", title=_("所在机构"), sort="path"),
        Column(name="because", title=_("理由")),
        Column(name="grade", title=_("可信等级"), value="get_grade_display"),
    ),
    filters=(Filter(name="verb", title=_("动作"), options=lambda user: list(titles("verbs").items())),),
    search=lambda rows, text: rows.filter(about=text),
    search_hint=_("按对象编号查"),
    order=("-at", "-pk"),
)


@needs("activity.view")
def facts(request: HttpRequest) -> HttpResponse:
    return pages.listing(request, table=FACTS, rows=queries.facts_for(request.user))
