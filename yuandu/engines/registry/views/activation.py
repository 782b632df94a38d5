"""Slips of paper with codes, by class: many parents have no e-mail."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from yuandu.engines.registry import queries, services
from yuandu.engines.registry.forms.accounts import SlipsForm
from yuandu.engines.registry.queries.accounts import (
    accounts_below,
    classes_for,
    classes_matching,
    labels_for,
    people_at,
    wards_named,
    without_account,
)
from yuandu.engines.registry.rules.activation import written_code
from yuandu.kernel import pages
from yuandu.kernel.access import needs
from yuandu.kernel.refusals import Refusal
from yuandu.kernel.tables import Column, Table

MOST_SLIPS = 500  # of one print: a class has 150 people at most, a school's staff 500
DAYS = 30


class TooManySlips(Refusal):
    """More people than anybody prints slips for at once."""


def printing(row) -> str:
    """Draw the way to the slips of a class."""
    said = _("印{school}{name}的激活码").format(school=row.school or "", name=row)
    return format_html('<a href="{}" aria-label="{}">{}</a>', print_url(row.pk), said, _("印激活码"))


def print_url(pk: int) -> str:
    return f"{reverse('registry:activation_slips')}?organisation={pk}"


CLASSES = Table(
    name="activations",
    title=gettext_lazy("开通账号"),
    columns=(
        Column(name="name", title=gettext_lazy("班级"), sort="path"),
        Column(name="school", title=gettext_lazy("学校"), sort="school__pinyin"),
        Column(name="pupils", title=gettext_lazy("学生"), align="right"),
        Column(name="opened", title=gettext_lazy("已开通"), align="right"),
        Column(name="print", title=gettext_lazy("纸条"), value=lambda row: "", draw=printing),
    ),
    search=classes_matching,
    search_hint=gettext_lazy("搜学校或班级"),
    order=("path",),
)


@needs("registry.manage")
def activations(request: HttpRequest) -> HttpResponse:
    """List the classes with how many of their pupils have opened an account."""
    seat = request.user.seat
    tool = {
        "title": _("给{place}的教职工印").format(place=seat.organisation.called),
        "url": f"{print_url(seat.organisation.pk)}&who=staff",
        "icon": "printer",
    }
    context = {
        "tools": [tool],
        "subtitle": _("没有邮箱也能开通：给每人一张有激活码的纸条，照着填就行。"),
    }
    return pages.listing(
        request,
        table=CLASSES,
        rows=classes_for(request.user, on=timezone.localdate()),
        context=context,
    )


@needs("registry.manage")
@never_cache
def slips(request: HttpRequest) -> HttpResponse:
    """Ask for whom slips are wanted; make the codes and show them, this once."""
    places = queries.organisations_for(request.user, permission="registry.manage")
    pk = request.GET.get("organisation", "")
    place = get_object_or_404(places.select_related("school"), pk=pk if pk.isdecimal() else 0)
    counts = accounts_below(place, on=timezone.localdate())
    offered = [who for who, _number, _opened in counts]
    there = next((who for who, number, _opened in counts if number), offered[0])
    form = SlipsForm(request.POST or None, initial={"who": request.GET.get("who", there)}, offered=offered)
    if request.method == "POST" and form.is_valid():
        return made_slips(request, place, **form.cleaned_data)
    context = {
        "form": form,
        "place": place,
        "title": _("印激活码：{place}").format(place=place),
        "trail": [(_("开通账号"), reverse("registry:activations")), str(place)],
        "counts": in_words(counts),
        "days": DAYS,
        "verb": _("生成并显示纸条"),
        "cancel": reverse("registry:activations"),
    }
    return render(request, "registry/activation.html", context, status=422 if form.errors else 200)


def in_words(counts: list[tuple[str, int, int]]) -> list[tuple[str, str]]:
    """Return how many there are of each, and how many of them have an account."""
    said = _("{n}人，{opened}人已有账号")
    return [
        (str(SlipsForm.TITLES[who]), said.format(n=number, opened=opened)) for who, number, opened in counts
    ]


def made_slips(request: HttpRequest, place, *, who: str, again: bool) -> HttpResponse:
    """Make the codes and draw the slips; nothing keeps them, so a second look makes new ones."""
    on = timezone.localdate()
    people = people_at(place, who=who, on=on)
    wanted = people if again else without_account(people)
    if (number := wanted.count()) > MOST_SLIPS:
        sentence = _("这里有{n}人，一次最多印{most}张。请按班级印。")
        raise TooManySlips(sentence.format(n=number, most=MOST_SLIPS))
    made = services.make_codes(
        people=wanted, organisation=place, by=request.user, at=timezone.now(), days=DAYS
    )
    context = {
        "place": place,
        "school": place.school or place,
        "slips": drawn(made, place, who=who, on=on),
        "who": SlipsForm.TITLES[who],
        "left_out": number - len(made),
        "address": request.build_absolute_uri(reverse("activate")),
        "until": on + timedelta(days=DAYS),
    }
    return render(request, "registry/activation_slips.html", context)


def drawn(made, place, *, who: str, on: date) -> list[dict[str, str]]:
    """Return what stands on each slip: the name, what tells its owner from namesakes, and the code."""
    people = [person for person, _code in made]
    if who == "guardians":
        wards = wards_named(people, place)
        labels = {key: _("{names}的家长").format(names=_("、").join(names)) for key, names in wards.items()}
    else:
        places = labels_for(people, place, on=on)
        labels = {key: _("、").join(dict.fromkeys(names)) for key, names in places.items()}
    return [
        {"name": person.name, "label": labels.get(person.pk, ""), "code": written_code(code)}
        for person, code in made
    ]
