"""People: who they are, by which papers, what they are where, and who looks after them."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yuandu.engines.registry.models.organisations import Organisation


class Person(models.Model):
    """A human being, once. Codes: sex, ethnic_group.

    `places` are the units and schools where the person is, was or has a ward, for the net below the filters;
    triggers keep it and `changed_at`, which also moves when a post changes (migration 0011).
    """

    name = models.CharField(_("姓名"), max_length=80)
    pinyin = models.CharField(_("拼音"), max_length=200, blank=True, db_collation="C")
    initials = models.CharField(_("拼音首字母"), max_length=40, blank=True, db_collation="C")
    sex = models.CharField(_("性别"), max_length=2, blank=True)
    birth_on = models.DateField(_("出生日期"), null=True, blank=True)
    ethnic_group = models.CharField(_("民族"), max_length=4, blank=True)
    phone = models.CharField(_("手机号"), max_length=30, blank=True)
    email = models.EmailField(_("邮箱"), blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("并入"))
    is_demo = models.BooleanField(_("演示数据"), default=False)
    places = ArrayField(models.BigIntegerField(), verbose_name=_("所在机构"), db_default=[], editable=False)
    changed_at = models.DateTimeField(_("最近更改"), db_default=Now(), editable=False)  # kept by a trigger

    class Meta:
        indexes = [
            models.Index(fields=["name"], name="person_by_name", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["initials"], name="person_by_initials"),
            models.Index(fields=["pinyin"], name="person_by_pinyin"),
            models.Index(fields=["birth_on"], name="person_by_birth"),
            models.Index(fields=["changed_at", "id"], name="person_by_change"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("registry:person", args=[self.pk])


class Paper(models.Model):
    """A paper that proves who somebody is, or a number for life. Code table paper_kind; number normalised."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="papers", verbose_name=_("人员"))
    kind = models.CharField(_("证件类型"), max_length=30)
    number = models.CharField(_("证件号码"), max_length=40, db_collation="C")
    from_on = models.DateField(_("起"), null=True, blank=True)
    to_on = models.DateField(_("止"), null=True, blank=True)  # set for an old number, kept as an alias

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number", "kind"], name="paper_is_one_persons")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Post(models.Model):
    """Who is what, where, from when to when: a pupil in a class, a teacher, a principal, an officer.

    Codes: post_kind, subject, post_ending. `unit` and `school` are those of the organisation on the day.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="posts", verbose_name=_("人员"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="posts", verbose_name=_("机构")
    )
    path = models.CharField(_("路径"), max_length=200, db_collation="C")
    unit = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("管理单元")
    )
    school = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("学校")
    )
    kind = models.CharField(_("岗位"), max_length=30)
    subject = models.CharField(_("学科"), max_length=30, blank=True)
    title = models.CharField(_("职务"), max_length=80, blank=True)
    is_dedicated = models.BooleanField(_("专任"), default=True)
    from_on = models.DateField(_("起"))
    to_on = models.DateField(_("止"), null=True, blank=True)  # the first day on which it is no longer held
    ending = models.CharField(_("结束的原因"), max_length=20, blank=True, default="", db_default="")
    document = models.CharField(_("文号"), max_length=120, blank=True)
    changed_at = models.DateTimeField(_("最近更改"), db_default=Now(), editable=False)  # kept by a trigger

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gt=models.F("from_on")), name="post_lasts_a_day_at_least"
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "kind", "subject"],
                condition=Q(to_on=None),
                name="post_is_held_once_at_a_time",
            ),
        ]
        indexes = [
            # a whole county's roster is counted from the index alone
            models.Index(
                fields=["path", "kind", "from_on", "to_on"],
                include=["unit", "school", "person"],  # what the net looks at
                name="post_by_path",
            ),
            models.Index(fields=["kind", "path"], condition=~Q(kind="pupil"), name="post_of_staff_by_kind"),
            # other systems walk the people of a place in the order of their ids (OneRoster)
            models.Index(fields=["unit", "person"], include=["kind", "school"], name="post_of_unit"),
            models.Index(fields=["school", "person"], include=["kind", "unit"], name="post_of_school"),
            models.Index(fields=["person"], condition=~Q(kind="pupil"), name="post_of_staff_by_person"),
            models.Index(fields=["person"], condition=Q(to_on__isnull=False), name="post_that_ends"),
            models.Index(fields=["changed_at", "id"], name="post_by_change"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.kind}"

    def get_absolute_url(self) -> str:
        return reverse("registry:person", args=[self.person_id])

    def is_held(self, on: date) -> bool:
        return self.from_on <= on and (self.to_on is None or on < self.to_on)


class Guardianship(models.Model):
    """Who looks after a pupil. Code table guardian_relation; places are the pupil's."""

    pupil = models.ForeignKey(Person, models.CASCADE, related_name="guardianships", verbose_name=_("学生"))
    guardian = models.ForeignKey(Person, models.CASCADE, related_name="wards", verbose_name=_("监护人"))
    relation = models.CharField(_("关系"), max_length=20)
    is_primary = models.BooleanField(_("主要监护人"), default=False)
    path = models.CharField(_("路径"), max_length=200, db_collation="C")
    unit = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("管理单元")
    )
    school = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("学校")
    )
    changed_at = models.DateTimeField(_("最近更改"), db_default=Now(), editable=False)  # kept by a trigger

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pupil", "guardian"], name="guardian_of_a_pupil_once"),
            models.CheckConstraint(
                condition=~Q(pupil=models.F("guardian")), name="nobody_is_their_own_guardian"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "guardian"], include=["school", "pupil"], name="ward_of_unit"),
            models.Index(fields=["school", "guardian"], include=["unit", "pupil"], name="ward_of_school"),
        ]

    def __str__(self) -> str:
        return f"{self.guardian} {self.relation}"


class Likeness(models.Model):
    """Two records that may be the same person, to be looked at side by side."""

    one = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("记录一"))
    other = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("记录二"))
    path = models.CharField(_("路径"), max_length=200, db_collation="C")
    score = models.PositiveSmallIntegerField(_("相似度"))
    reasons = models.JSONField(_("依据"), default=list)
    found_at = models.DateTimeField(_("发现时间"))
    decided_at = models.DateTimeField(_("处理时间"), null=True)
    is_same = models.BooleanField(_("是同一人"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="likeness_is_found_once"),
            models.CheckConstraint(condition=Q(one__lt=models.F("other")), name="likeness_is_in_order"),
        ]
        indexes = [
            models.Index(fields=["path", "score"], condition=Q(decided_at=None), name="likeness_undecided"),
        ]

    def __str__(self) -> str:
        return f"{self.one} ~ {self.other}"

    def get_absolute_url(self) -> str:
        return reverse("registry:likeness", args=[self.pk])


class Merger(models.Model):
    """Two records made one, with what was moved, so that it can be taken back."""

    kept = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("保留"))
    gone = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("并入"))
    moved = models.JSONField(_("移动的记录"), default=dict)
    merged_at = models.DateTimeField(_("合并时间"))
    undone_at = models.DateTimeField(_("撤销时间"), null=True)

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"
