"""Files that people handed in or the platform made; the bytes lie in the store by their hash."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class File(models.Model):
    """One handing-in of some bytes. Two rows may share their bytes; accounts are known by id only."""

    sha256 = models.CharField(_("摘要"), max_length=64, db_collation="C", db_index=True)
    size = models.PositiveBigIntegerField(_("大小"))  # bytes
    name = models.CharField(_("文件名"), max_length=255)
    kind = models.CharField(_("类型"), max_length=120)  # media type, from the content
    path = models.CharField(_("所在机构"), max_length=200, db_collation="C", blank=True)
    owner_id = models.BigIntegerField(_("提交人"), null=True)
    grade = models.CharField(_("分级"), max_length=2, default="L2")
    kept_at = models.DateTimeField(_("存入时间"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="file_hash_is_a_sha256"
            ),
        ]

    def __str__(self) -> str:
        return self.name
