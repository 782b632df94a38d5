"""Terms, courses and teaching groups."""

from django.db.models import Count, Q, QuerySet

from yuandu.engines.registry.models import Course, TeachingGroup, Term, User
from yuandu.engines.registry.queries.scope import within


def terms_seen_by(user: User) -> QuerySet[Term]:
    """Return the terms of the places in the person's scope, and of the bureaus above them."""
    above = Q(organisation__level__in=("city", "unit"))
    rows = Term.objects.filter(above | within(user, permission="registry.view", field="organisation__path"))
    return rows.select_related("organisation")


def courses_seen_by(user: User) -> QuerySet[Course]:
    """Return the courses of the places in the person's scope, and of the bureaus above them."""
    above = Q(organisation__level__in=("city", "unit"))
    rows = Course.objects.filter(above | within(user, permission="registry.view", field="organisation__path"))
    return rows.select_related("organisation")


def teaching_groups_seen_by(user: User) -> QuerySet[TeachingGroup]:
    """Return the teaching groups in the person's scope, with the number of their pupils and teachers."""
    rows = TeachingGroup.objects.filter(within(user, permission="registry.view"))
    return rows.select_related("school", "course", "term", "whole_class").annotate(
        pupils=Count("members", filter=Q(members__kind="pupil", members__to_on=None)),
        teachers=Count("members", filter=Q(members__kind="teacher", members__to_on=None)),
    )
