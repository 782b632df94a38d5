"""疑似重复: the pairs that were found, two records side by side, and the decision."""

from collections.abc import Iterator
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from yuandu.engines.registry.forms import people as forms
from yuandu.engines.registry.queries import people as queries
from yuandu.engines.registry.queries.codes import title_of
from yuandu.engines.registry.queries.sight import NUMBER, Sight
from yuandu.engines.registry.services import people as services
from yuandu.engines.registry.views.people.finding import found, told
from yuandu.engines.registry.views.people.tables import MANAGE, post_of
from yuandu.engines.registry.views.sight import sight_of
from yuandu.kernel import pages
from yuandu.kernel.access import needs
from yuandu.kernel.drawing import lights
from yuandu.kernel.drawing.words import day
from yuandu.kernel.refusals import Refusal
from yuandu.kernel.tables import Column, Filter, Table

if TYPE_CHECKING:
    from yuandu.engines.registry.models import Likeness, Person

BANDS = (
    (100, "bad", gettext_lazy("证件相同")),
    (75, "warn", gettext_lazy("很可能")),
    (0, "idle", gettext_lazy("有可能")),
)


def band_of(row: "Likeness") -> tuple[str, str]:
    """Return the light and the word for how likely the two are one person."""
    return next((kind, str(word)) for least, kind, word in BANDS if row.score >= least)


def light_of(row: "Likeness") -> SafeString:
    kind, word = band_of(row)
    return render_to_string("ui/light.html", lights.light(kind, word))


def reasons_of(row: "Likeness") -> str:
    return _("、").join(_(reason) for reason in row.reasons)


def by_band(rows: Any, value: str) -> Any:
    least = int(value)
    above = [band for band, _kind, _word in BANDS if band > least]
    return rows.filter(score__gte=least, **({"score__lt": min(above)} if above else {}))


LIKENESSES = Table(
    name="registry.likenesses",
    title=gettext_lazy("疑似重复"),
    columns=(
        Column(name="one", title=gettext_lazy("记录一"), value="one.name", link=True, field="one"),
        Column(name="place_of_one", title=gettext_lazy("在哪里")),
        Column(name="other", title=gettext_lazy("记录二"), value="other.name", field="other"),
        Column(name="place_of_other", title=gettext_lazy("在哪里")),
        Column(
            name="score",
            title=gettext_lazy("把握"),
            value=lambda row: band_of(row)[1],
            draw=light_of,
            sort="score",
        ),
        Column(name="reasons", title=gettext_lazy("依据"), value=reasons_of),
    ),
    filters=(
        Filter(
            name="band",
            title=gettext_lazy("把握"),
            options=[(str(least), word) for least, _kind, word in BANDS],
            apply=by_band,
        ),
        Filter(
            name="state",
            title=gettext_lazy("处理"),
            options=[("waiting", gettext_lazy("待处理")), ("apart", gettext_lazy("不是同一人"))],
            apply=lambda rows, value: rows.filter(is_same=None if value == "waiting" else False),
        ),
    ),
    order=("-score", "pk"),
    grade="L4",
    person=attrgetter("one_id"),
)


@needs(MANAGE)
@require_safe
def likenesses(request: HttpRequest) -> HttpResponse:
    """List the pairs in the user's scope, the likeliest first."""
    return pages.listing(
        request,
        table=replace(
            LIKENESSES, tell=lambda side, row: sight_of(request).name(getattr(row, side), row.path)
        ),
        rows=queries.likenesses_for(request.user),
        template="registry/likenesses.html",
        context={"subtitle": _("每天夜里自动查找。请看一看是不是同一个人。")},
    )


@needs(MANAGE)
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Have the user's place searched now."""
    place = request.user.seat.organisation
    return redirect(services.ask_for_likenesses(place=place, **told(request)))


@needs(MANAGE)
def likeness(request: HttpRequest, pk: int) -> HttpResponse:
    """Show two records side by side, differences marked."""
    return shown(request, found(queries.likeness_for, request.user, pk))


def shown(
    request: HttpRequest, row: "Likeness", *, form: Any = None, status: int = 200, **more: Any
) -> HttpResponse:
    kind, word = band_of(row)
    sides = [(row.one, "place_of_one"), (row.other, "place_of_other")]
    sight = sight_of(request)
    names = {
        person.pk: _("第{n}条：{name}").format(n=n, name=sight.called(person))
        for n, (person, _p) in enumerate(sides, 1)
    }
    context = {
        "row": row,
        "title": title_for(row, sight),
        "kind": kind,
        "word": word,
        "reasons": reasons_of(row),
        "lines": list(lines_of(row.one, row.other, sight)),
        "form": form or forms.MergePeople(sides=list(names.items())),
        "trail": [(LIKENESSES.title, reverse("registry:likenesses")), _("对比")],
    }
    return render(request, "registry/likeness.html", context | more, status=status)


def title_for(row: "Likeness", sight: Sight) -> str:
    """Return both names, or the one that they share."""
    one, other = sight.called(row.one), sight.called(row.other)
    return one if row.one.name == row.other.name else _("{one}和{other}").format(one=one, other=other)


def lines_of(one: "Person", other: "Person", sight: Sight) -> Iterator[dict[str, Any]]:
    """Yield what is compared: the title, both sides as the reader sees them, and whether they differ."""
    both = [list(said_of(person, sight)) for person in (one, other)]
    for (title, left, compared), (_title, right, compared_too) in zip(*both, strict=True):
        differs = bool(compared and compared_too and compared != compared_too)
        yield {"title": title, "left": left, "right": right, "differs": differs}


def said_of(person: "Person", sight: Sight) -> Iterator[tuple[str, str, Any]]:
    """Yield what is known of a person: title, words for people, and the value that is compared."""
    papers = list(queries.papers_of(person))
    posts = list(queries.posts_of(person))
    yield _("姓名"), sight.called(person), person.name
    for name, title in (("sex", _("性别")), ("birth_on", _("出生日期")), ("phone", _("手机号"))):
        yield title, sight.of(f"registry.Person.{name}", person), getattr(person, name)
    for kind, title in (("id_card", _("身份证号")), ("pupil_number", _("学籍号"))):
        number = next((paper.number for paper in papers if paper.kind == kind), "")
        yield title, sight.of(NUMBER, person, number), number
    others = [paper for paper in papers if paper.kind not in ("id_card", "pupil_number")]
    words = [
        f"{title_of('paper_kind', paper.kind)} {sight.of(NUMBER, person, paper.number)}" for paper in others
    ]
    yield _("其他证件"), _("、").join(words), None
    yield _("岗位"), _("；").join(spell_of(post) for post in posts), None
    kin = list(queries.guardians_of(person))
    names = [sight.name(row.guardian, row.path) for row in kin]
    yield _("监护人"), _("、").join(names), sorted(row.guardian.name for row in kin)
    wards = [sight.name(row.pupil, row.path) for row in queries.wards_of(person)]
    yield _("被监护人"), _("、").join(wards), None
    account = queries.account_of(person)
    yield _("账号"), account.username if account else "", None


def spell_of(post: Any) -> str:
    """Return a post in a line: where, as what, from when to when."""
    end = day(post.to_on, "year") if post.to_on else _("至今")
    school = post.school.called if post.school else ""
    where = school if post.organisation == post.school else f"{school}{post.organisation.called}"
    return _("{where} {post}（{start}—{end}）").format(
        where=where, post=post_of(post), start=day(post.from_on, "year"), end=end
    )


@needs(MANAGE)
@require_POST
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the two records one."""
    row = found(queries.likeness_for, request.user, pk)
    people = {str(person.pk): person for person in (row.one, row.other)}
    form = forms.MergePeople(request.POST, sides=[(pk, pk) for pk in people])
    if not form.is_valid():
        return shown(request, row, form=form, status=422)
    kept = people.pop(form.cleaned_data["kept"])
    (gone,) = people.values()
    because = form.cleaned_data["because"]
    try:
        services.merge_people(kept=kept, gone=gone, because=because, **told(request))
    except Refusal as refusal:
        return shown(request, row, status=409, refusal=refusal)
    messages.success(request, _("已合并成一条。合错了的，在本页下方可以撤销。"))
    return redirect(kept)


@needs(MANAGE)
@require_POST
def tell_apart(request: HttpRequest, pk: int) -> HttpResponse:
    """Remember that the two are two people."""
    row = found(queries.likeness_for, request.user, pk)
    services.tell_apart(likeness=row, **told(request))
    messages.success(request, _("记下了：不是同一个人，以后不再提示。"))
    return redirect("registry:likenesses")


@needs(MANAGE)
@require_POST
def undo_merger(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merger back."""
    merger = found(queries.merger_for, request.user, pk)
    services.undo_merger(merger=merger, by=request.user, at=timezone.now())
    messages.success(request, _("合并已撤销，两条记录都回到原来的样子。"))
    return redirect(merger.kept)
