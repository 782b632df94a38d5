"""When and what is taught: terms, courses and teaching groups."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from yuandu.engines.registry.models.organisations import Organisation
from yuandu.engines.registry.models.people import Person


class Term(models.Model):
    """A school year, term or part of one, of the city or of one school. Code table term_kind."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, verbose_name=_("机构"))
    name = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(_("类别"), max_length=20)
    school_year = models.PositiveSmallIntegerField(_("学年"))  # 2021 for 2021—2022
    from_on = models.DateField(_("起"))
    to_on = models.DateField(_("止"))  # its last day
    changed_at = models.DateTimeField(_("最近更改"), db_default=Now(), editable=False)  # kept by a trigger

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="term_name_is_unique_at_a_place"),
            models.CheckConstraint(
                condition=Q(to_on__gt=models.F("from_on")), name="term_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Course(models.Model):
    """What is taught, as an organisation offers it. Code tables subject, stage, course_kind."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, verbose_name=_("机构"))
    code = models.CharField(_("课程代码"), max_length=60)
    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("类别"), max_length=20, blank=True)
    subject = models.CharField(_("学科"), max_length=30, blank=True)
    stage = models.CharField(_("学段"), max_length=20, blank=True)
    changed_at = models.DateTimeField(_("最近更改"), db_default=Now(), editable=False)  # kept by a trigger

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="course_code_at_a_place")
        ]

    def __str__(self) -> str:
        return self.name


class TeachingGroup(models.Model):
    """Those who are taught a course together in a term: a whole class, or pupils of several."""

    school = models.ForeignKey(Organisation, models.CASCADE, related_name="+", verbose_name=_("学校"))
    path = models.CharField(_("路径"), max_length=200, db_collation="C")
    name = models.CharField(_("名称"), max_length=120)
    course = models.ForeignKey(Course, models.PROTECT, verbose_name=_("课程"))
    term = models.ForeignKey(Term, models.PROTECT, verbose_name=_("学期"))
    whole_class = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("行政班")
    )
    changed_at = models.DateTimeField(_("最近更改"), db_default=Now(), editable=False)  # kept by a trigger

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "term", "name"], name="teaching_group_is_unique_in_a_term"
            )
        ]
        indexes = [models.Index(fields=["path"], name="teaching_group_by_path")]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Who belongs to a teaching group, as a pupil or as a teacher."""

    group = models.ForeignKey(TeachingGroup, models.CASCADE, related_name="members", verbose_name=_("教学班"))
    person = models.ForeignKey(Person, models.CASCADE, verbose_name=_("人员"))
    kind = models.CharField(_("身份"), max_length=20)  # pupil, teacher
    from_on = models.DateField(_("起"))
    to_on = models.DateField(_("止"), null=True, blank=True)
    changed_at = models.DateTimeField(_("最近更改"), db_default=Now(), editable=False)  # kept by a trigger

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person", "kind"], condition=Q(to_on=None), name="member_of_a_group_once"
            )
        ]
        indexes = [models.Index(fields=["changed_at", "id"], name="membership_by_change")]

    def __str__(self) -> str:
        return f"{self.person} {self.group}"
