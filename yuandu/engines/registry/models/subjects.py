"""The rights of the people whose data it is: what is processed why, what they consent to, what they ask for."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from yuandu.engines.registry.enums import ClaimOutcome, LegalBasis, Tag
from yuandu.engines.registry.models.codes import Titled
from yuandu.engines.registry.models.organisations import Organisation
from yuandu.engines.registry.models.people import Person

TOLD = ("purpose", "basis_text", "recipients", "retention")


class Processing(Titled):
    """One edition of what is done with data of people: whose, which, why, on what basis, for whom, how long.

    An edition is never changed: another text is another version, in force from a day on. `whose` are pupil,
    guardian and staff; `fields` are codes of the code table person_field, `extra_fields` names of others.
    """

    code = models.CharField(_("代码"), max_length=40)
    version = models.PositiveSmallIntegerField(_("版本"))
    whose = ArrayField(models.CharField(max_length=20), verbose_name=_("谁的"))
    fields = ArrayField(models.CharField(max_length=40), verbose_name=_("信息项"))
    extra_fields = ArrayField(models.CharField(max_length=80), verbose_name=_("其他信息"), default=list)
    extra_fields_en = ArrayField(
        models.CharField(max_length=120), verbose_name=_("其他信息（英文）"), default=list
    )
    basis = models.CharField(_("依据"), max_length=20, choices=LegalBasis)
    basis_text = models.CharField(_("依据的条文"), max_length=300)
    basis_text_en = models.CharField(_("依据的条文（英文）"), max_length=400)
    tag = models.CharField(_("条文的核对情况"), max_length=1, choices=Tag)
    purpose = models.CharField(_("用途"), max_length=300)
    purpose_en = models.CharField(_("用途（英文）"), max_length=400)
    recipients = models.CharField(_("给谁"), max_length=300)
    recipients_en = models.CharField(_("给谁（英文）"), max_length=400)
    retention = models.CharField(_("留多久"), max_length=200)
    retention_en = models.CharField(_("留多久（英文）"), max_length=300)
    retention_tag = models.CharField(_("期限的核对情况"), max_length=1, choices=Tag)
    in_use = models.BooleanField(_("已经启用"))
    order = models.PositiveSmallIntegerField(_("顺序"))
    valid_from = models.DateField(_("启用日期"))
    valid_to = models.DateField(_("停用日期"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="processing_edition_is_unique"),
            models.CheckConstraint(
                condition=Q(basis__in=LegalBasis.values), name="processing_basis_is_known"
            ),
        ]

    def said(self, name: str) -> str:
        """Return purpose, basis_text, recipients or retention in the language of the moment."""
        english = (get_language() or "").startswith("en") and getattr(self, f"{name}_en")
        return english or getattr(self, name)

    @property
    def extras(self) -> list[str]:
        """The names of what is processed beside the fields of the registry."""
        return self.extra_fields_en if (get_language() or "").startswith("en") else self.extra_fields


class Consent(models.Model):
    """That somebody consented to an edition, for a person: from a moment, until it was withdrawn.

    `is_own` where the person decided alone; else a guardian did. Places are those of the person on the day;
    names are as they were, since one need not see the account of whoever acted.
    """

    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("人员"))
    processing = models.ForeignKey(Processing, models.PROTECT, verbose_name=_("处理活动"))
    is_own = models.BooleanField(_("本人同意"))
    given_at = models.DateTimeField(_("同意的时间"))
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("谁同意的")
    )
    given_name = models.CharField(_("同意人"), max_length=80)
    withdrawn_at = models.DateTimeField(_("撤回的时间"), null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("谁撤回的")
    )
    withdrawn_name = models.CharField(_("撤回人"), max_length=80, blank=True)
    path = models.CharField(_("路径"), max_length=200, db_collation="C")
    unit = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("管理单元")
    )
    school = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("学校")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "processing"],
                condition=Q(withdrawn_at=None),
                name="consent_stands_once_an_edition",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_is_withdrawn_after_it_was_given",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="consent_is_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.processing} {self.given_at}"


class Claim(models.Model):
    """What somebody asks about data of their own or of a ward; open until it is answered, kept for good.

    Codes: claim_kind, person_field. `organisation` is the source of the datum, which answers; `asked_as` is a
    code of guardian_relation, "" for oneself. `look` is the fact in question, `change` the fact that followed.
    """

    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("谁的信息"))
    kind = models.CharField(_("类别"), max_length=20)
    field = models.CharField(_("信息项"), max_length=40, blank=True)
    wrong = models.CharField(_("现在登记的"), max_length=200, blank=True)
    right = models.CharField(_("应该是"), max_length=200, blank=True)
    text = models.CharField(_("说明"), max_length=1000, blank=True)
    file = models.ForeignKey("files.File", models.PROTECT, null=True, verbose_name=_("材料"))
    look = models.BigIntegerField(_("哪次查看"), null=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("答复机构"))
    path = models.CharField(_("路径"), max_length=200, db_collation="C")
    unit = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("管理单元")
    )
    school = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("学校")
    )
    asked_at = models.DateTimeField(_("提出时间"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("谁提出的")
    )
    asked_name = models.CharField(_("提出人"), max_length=80)
    asked_as = models.CharField(_("关系"), max_length=20, blank=True)
    due_on = models.DateField(_("承诺答复日期"))
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("谁答复的")
    )
    answered_as = models.CharField(_("答复人"), max_length=200, blank=True)
    outcome = models.CharField(_("结果"), max_length=10, choices=ClaimOutcome, blank=True)
    reason = models.CharField(_("理由"), max_length=1000, blank=True)
    done = models.CharField(_("做了什么"), max_length=1000, blank=True)
    answer_file = models.ForeignKey(
        "files.File", models.PROTECT, null=True, related_name="+", verbose_name=_("答复的文件")
    )
    change = models.BigIntegerField(_("哪次更改"), null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, outcome="")
                | Q(answered_at__isnull=False, answered_by__isnull=False, outcome__in=ClaimOutcome.values),
                name="claim_is_answered_with_an_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["path", "due_on"], condition=Q(answered_at=None), name="claim_open_by_path"),
            models.Index(fields=["path", "-asked_at"], name="claim_by_path"),
            models.Index(fields=["person", "-asked_at"], name="claim_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.person}"

    def get_absolute_url(self) -> str:
        return reverse("registry:claim", args=[self.pk])

    def is_overdue(self, on: date) -> bool:
        return self.answered_at is None and self.due_on < on
