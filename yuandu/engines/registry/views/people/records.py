"""Keeping people's records: one form each, one service each."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from yuandu.engines.registry.forms import people as forms
from yuandu.engines.registry.queries import directory
from yuandu.engines.registry.queries import people as queries
from yuandu.engines.registry.services import people as services
from yuandu.engines.registry.views.people.finding import (
    found,
    managed_person,
    school_among,
    schools_to_choose,
    told,
)
from yuandu.engines.registry.views.sight import sight_of
from yuandu.kernel import pages
from yuandu.kernel.access import needs

MANAGE = "registry.manage"


def filled(request: HttpRequest, person: Any, form: Form, **options: Any) -> HttpResponse:
    """Show a form about a person, and lead back to their page."""
    url = person.get_absolute_url()
    trail = [(sight_of(request).called(person), url), options["title"]]
    context = {"trail": trail, "danger": options.pop("danger", False)}
    return pages.form(request, form=form, done=url, cancel=url, context=context, **options)


@needs(MANAGE)
def add_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a person with a first post at an organisation."""
    place = found(directory.organisation_managed_by, request.user, pk)
    form = forms.AddPerson(request.POST or None, level=place.level, today=timezone.localdate())
    title = _("在{place}登记人员").format(place=place.called)
    return pages.form(
        request,
        form=form,
        title=title,
        verb=_("登记"),
        save=lambda _said: services.add_person(place=place, **told(request), **form.split()),
        done=lambda person: person.get_absolute_url(),
        cancel=place.get_absolute_url(),
        context={"trail": [(str(place), place.get_absolute_url()), title]},
    )


@needs(MANAGE)
@never_cache
def change_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known of a person: the form shows it whole, so it opens for a purpose only."""
    person = managed_person(request, pk)
    if request.method != "POST" and not sight_of(request).sees_all_of(person):
        return redirect(f"{reverse('registry:look', args=[pk])}?next=change")
    known = {name: getattr(person, name) for name in forms.Details.base_fields}
    return filled(
        request,
        person,
        forms.Details(request.POST or None, initial=known),
        title=_("更改{name}的资料").format(name=sight_of(request).called(person)),
        verb=_("保存"),
        save=lambda said: services.change_person(person=person, **told(request), **said),
    )


@needs(MANAGE)
def add_paper(request: HttpRequest, pk: int) -> HttpResponse:
    person = managed_person(request, pk)
    return filled(
        request,
        person,
        forms.AddPaper(request.POST or None),
        title=_("给{name}登记证件").format(name=sight_of(request).called(person)),
        verb=_("登记"),
        save=lambda said: services.add_paper(person=person, **told(request), **said),
    )


@needs(MANAGE)
def correct_paper(request: HttpRequest, pk: int) -> HttpResponse:
    paper = found(queries.paper_for, request.user, pk)
    return filled(
        request,
        paper.person,
        forms.CorrectPaper(request.POST or None),
        title=_("更正{name}的证件号码").format(name=sight_of(request).called(paper.person)),
        verb=_("更正"),
        save=lambda said: services.correct_paper(paper=paper, **told(request), **said),
    )


@needs(MANAGE)
def give_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a post: the school is chosen first, then what there is in it."""
    person, today = managed_person(request, pk), timezone.localdate()
    form = forms.GivePost(request.POST or None, schools=schools_to_choose(request, on=today), today=today)
    parts = {}
    if school := school_among(request, form.chosen_school(), on=today):
        parts = {str(part.pk): part for part in queries.parts_of(school, on=today)}
        form.of_school([(pk, part.name) for pk, part in parts.items()])

    def save(said: dict[str, Any]) -> Any:
        details = {name: said[name] for name in said if name not in ("school", "place")}
        return services.give_post(
            person=person, organisation=parts[said["place"]], **told(request), **details
        )

    title = _("给{name}安排岗位").format(name=sight_of(request).called(person))
    return filled(request, person, form, title=title, verb=_("安排"), save=save)


@needs(MANAGE)
def end_post(request: HttpRequest, pk: int) -> HttpResponse:
    post = found(queries.post_for, request.user, pk)
    return filled(
        request,
        post.person,
        forms.EndPost(request.POST or None, today=timezone.localdate()),
        title=_("结束{name}的岗位").format(name=sight_of(request).called(post.person)),
        verb=_("结束岗位"),
        save=lambda said: services.end_post(post=post, **told(request), **said),
    )


@needs(MANAGE)
def add_guardian(request: HttpRequest, pk: int) -> HttpResponse:
    pupil = managed_person(request, pk)
    return filled(
        request,
        pupil,
        forms.AddGuardian(request.POST or None),
        title=_("给{name}登记监护人").format(name=sight_of(request).called(pupil)),
        verb=_("登记"),
        save=lambda said: services.add_guardian(pupil=pupil, **told(request), **said),
    )


@needs(MANAGE)
def end_guardianship(request: HttpRequest, pk: int) -> HttpResponse:
    row = found(queries.guardianship_for, request.user, pk)
    sight = sight_of(request)
    names = {"guardian": sight.called(row.guardian), "pupil": sight.called(row.pupil)}
    return filled(
        request,
        row.pupil,
        forms.Because(request.POST or None),
        title=_("{guardian}不再是{pupil}的监护人").format(**names),
        verb=_("取消监护人"),
        danger=True,
        save=lambda said: services.end_guardianship(guardianship=row, **told(request), **said),
    )
