"""The plan as it was loaded: the file itself is the data, and every edition is kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Edition(models.Model):
    """One edition of a plan file. `opens_on` is the day that the pages show at first, if not today."""

    key = models.CharField(_("计划"), max_length=60)
    text = models.TextField(_("内容"))
    sha256 = models.CharField(_("内容摘要"), max_length=64)
    city = models.ForeignKey("registry.Organisation", models.PROTECT, verbose_name=_("城市"))
    opens_on = models.DateField(_("打开日期"), null=True, blank=True)
    loaded_at = models.DateTimeField(_("载入时间"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "sha256"], name="plan_edition_is_loaded_once")]

    def __str__(self) -> str:
        return self.key
