"""The facts and their seals. People and units are known by id and path only: nothing lies below this engine."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yuandu.engines.activity.enums import Grade
from yuandu.kernel.apps import declared, titles, yuandu_apps

MOST_PEOPLE = 1_000  # that one fact names


class Fact(models.Model):
    """Someone did something to something, somewhere, at a moment, for a reason. It stays as it was written.

    `who` and `seat` are the name of the account and where and as what it acted, as they were then.
    `people` are the persons whom a look or a decision concerned, `request` what the access log calls it.
    `data` says what changed: {"name": ["old", "new"]} for a change, counts and the file's hash for a batch.
    """

    verb = models.CharField(_("动作"), max_length=80)
    by_id = models.BigIntegerField(_("人员"), null=True)  # empty: the platform itself
    who = models.CharField(_("姓名"), max_length=80, blank=True)
    seat = models.CharField(_("身份"), max_length=200, blank=True)
    path = models.CharField(_("所在机构"), max_length=200, db_collation="C")
    about = models.CharField(_("对象"), max_length=80)  # "app.Model:id"
    at = models.DateTimeField(_("时间"))
    grade = models.CharField(_("可信等级"), max_length=2, choices=Grade)
    because = models.CharField(_("理由"), max_length=500, blank=True)
    data = models.JSONField(_("内容"), default=dict)
    people = ArrayField(models.BigIntegerField(), verbose_name=_("涉及的人"), default=list, blank=True)
    request = models.CharField(_("请求"), max_length=32, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(path__endswith="."), name="fact_path_ends_with_a_dot"),
            models.CheckConstraint(condition=models.Q(grade__in=Grade.values), name="fact_grade_is_known"),
            models.CheckConstraint(
                condition=models.Q(people__len__lte=MOST_PEOPLE), name="fact_names_a_thousand_people_at_most"
            ),
        ]
        indexes = [
            models.Index(fields=["about", "at"], name="fact_history_of_one_thing"),
            models.Index(fields=["path", "-at"], name="fact_history_of_one_place"),
            models.Index(fields=["by_id", "-at"], name="fact_history_of_one_person"),
            GinIndex(fields=["people"], condition=~Q(people=[]), name="fact_by_whom_it_concerned"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.about}"

    def get_absolute_url(self) -> str:
        return reverse("activity:fact", args=[self.pk])

    @property
    def verb_title(self) -> str:
        """The action in the words of the app that declares it."""
        return titles("verbs").get(self.verb, self.verb)

    @property
    def about_title(self) -> str:
        """What kind of thing it was done to, in the words of the app that is the source of such things."""
        label = self.about.partition(":")[0]
        kinds = (str(kind.title) for _app, kind in declared("datasets") if kind.model == label)
        apps = (str(app.verbose_name) for app in yuandu_apps() if app.label == label.partition(".")[0])
        return next(kinds, None) or next(apps, label)


class MultirangeField(models.Field):
    """Any number of ranges of ids, in Python as PostgreSQL writes them: "{[1,5),[7,8)}"."""

    def db_type(self, connection: Any) -> str:
        return "int8multirange"

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, Any]:
        return f"{sql}::text", params

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "%s::int8multirange"


class Seal(models.Model):
    """Which facts were there, as they were, at a moment: a link of the chain that the trail hangs on.

    `hash` is the SHA-256 of the facts, of the seal's own words and of the seal before. What has an id below
    `floor` and is in no seal up to this one was never committed, and never will be. `form` says which columns
    of a fact are hashed, and in which order.
    """

    number = models.BigIntegerField(_("序号"), primary_key=True)
    ids = MultirangeField(_("事实"))
    form = models.PositiveSmallIntegerField(_("格式"))
    count = models.PositiveIntegerField(_("条数"))
    floor = models.BigIntegerField(_("封到"))
    sealed_at = models.DateTimeField(_("封存时间"))
    previous_hash = models.CharField(_("上一次封存"), max_length=64)
    hash = models.CharField(_("摘要"), max_length=64)

    def __str__(self) -> str:
        return f"{self.number} {self.ids}"


class Delivery(models.Model):
    """A reaction that a fact owes to an app: at least once, and counted until it has been made."""

    fact = models.ForeignKey(Fact, models.CASCADE, verbose_name=_("事实"))
    reaction = models.CharField(_("响应"), max_length=160)
    tries = models.PositiveSmallIntegerField(_("次数"), default=0)
    made_at = models.DateTimeField(_("完成时间"), null=True)
    fault = models.TextField(_("原因"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fact", "reaction"], name="reaction_is_owed_once_a_fact"),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(made_at=None), name="reaction_still_owed")]

    def __str__(self) -> str:
        return self.reaction
