"""A small site for the tests of the kernel: its pages, and nothing of any app but who signs in."""

from dataclasses import replace

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from django.urls import path
from ninja import NinjaAPI

from yuandu.kernel import pages
from yuandu.kernel.access import Holding, needs, public, signed_in
from yuandu.kernel.refusals import Refusal
from yuandu.kernel.tables import Action, Column, Filter, Table
from yuandu.site import urls as site

SEASONS = [("t_spring", "春"), ("t_summer", "夏"), ("t_autumn", "秋")]


def every_fruit():
    return ContentType.objects.filter(app_label__startswith="t_")


def seasons_of(user):
    """Offer spring only to those who have signed in."""
    return SEASONS if user.is_authenticated else SEASONS[1:]


FRUIT = Table(
    name="tests.fruit",
    title="果子",
    columns=(
        Column(name="model", title="名称", sort="model"),
        Column(name="app_label", title="季节", sort="-app_label"),
        Column(name="pk", title="编号", value=lambda row: None),
    ),
    filters=(
        Filter(name="app_label", title="季节", options=seasons_of),
        Filter(
            name="size",
            title="大小",
            options=[(5, "五个字母")],
            apply=lambda rows, value: rows.filter(model__regex=f"^.{{{value}}}$"),
        ),
    ),
    actions=(Action(name="eat", title="吃掉", view="eat", permission="registry.manage"),),
    search=lambda rows, text: rows.filter(model__contains=text),
    order=("model", "pk"),
    per_page=2,
)


def ripeness(row):
    """Say how ripe a fruit is; the pear is not to be read."""
    if row.model == "pear":
        raise OperationalError("the server closed the connection")
    return "ripe"


ROTTEN = replace(FRUIT, columns=(*FRUIT.columns, Column(name="ripe", title="熟了", value=ripeness)))


class FruitForm(forms.Form):
    name = forms.CharField(label="名称", max_length=5)


def plant(data):
    """Take every fruit but a stone."""
    if data["name"] == "stone":
        raise Refusal("石头种不出来，请换一个。")
    return data["name"]


@public
def fruit(request):
    return pages.listing(request, table=FRUIT, rows=every_fruit(), kept=60)


@public
def rotten(request):
    return pages.listing(request, table=ROTTEN, rows=every_fruit())


@public
def planting(request):
    return pages.form(
        request,
        form=FruitForm(request.POST or None),
        title="种果子",
        verb="种下",
        save=plant,
        done=lambda name: f"/fruit/?q={name}",
    )


@needs("registry.manage")
def eat(request):
    return HttpResponse("eaten")


@signed_in
def own(request):
    return HttpResponse("own")


def failing(error):
    @public
    def fail(request):
        raise error

    return fail


api = NinjaAPI(urls_namespace="orchard")


@api.get("fruit", auth=Holding("registry.manage"))
def held(request):
    return {"by": request.auth.username}


urlpatterns = [
    path("fruit/", fruit),
    path("rotten/", rotten),
    path("plant/", planting),
    path("eat/", eat, name="eat"),
    path("own/", own),
    path("refused/", failing(Refusal("今天不行，请明天再来。"))),
    path("unknown/", failing(Http404("No ContentType matches the given query."))),
    path("missing/", failing(Http404("这种果子没有。"))),
    path("broken/", failing(ZeroDivisionError("one by zero"))),
    path("away/", failing(OperationalError("the server closed the connection"))),
    path("gone/", failing(InterfaceError("the connection is closed"))),
    path("orchard/api/", api.urls),
    *site.urlpatterns,
]
handler400, handler403 = site.handler400, site.handler403
handler404, handler500 = site.handler404, site.handler500
