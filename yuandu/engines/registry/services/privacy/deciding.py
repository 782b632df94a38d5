"""A second person's word on a file of people."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from yuandu.engines.jobs import api as jobs
from yuandu.engines.registry.enums import ExportState
from yuandu.engines.registry.models import ExportRequest, User
from yuandu.engines.registry.queries.privacy import APPROVE, CITY_LEVELS, days_of_export
from yuandu.engines.registry.services.privacy.asking import told, waiting
from yuandu.kernel.refusals import Refusal
from yuandu.kernel.scope import platform


class NotTheSecondPerson(Refusal):
    """Who asked does not decide, in whatever seat; nor does who stands in for them, or who leads elsewhere."""


class NeedsTheCity(Refusal):
    """Important data is decided at the city."""


class RefusalUnsaid(Refusal):
    """Who refuses says why."""


@transaction.atomic
def allow_export(*, request: ExportRequest, by: User, at: datetime) -> ExportRequest:
    """Allow the file, and have it made as a job. Raises NotTheSecondPerson, NeedsTheCity and AlreadyDecided."""
    request = waiting(request)
    check_decides(request, by)
    _days, request.most_downloads = days_of_export()
    decide(request, ExportState.ALLOWED, by=by, at=at)
    told(request, verb="registry.export_allowed", by=by, at=at, asked_by=request.asked_by_id)
    title = _("生成导出文件{number}").format(number=request.number)
    with platform():  # the job is the asker's
        request.job = jobs.ask(
            title=title,
            task="registry.make_export",
            by=request.asked_by_id,
            at=at,
            unit=_("行"),
            request_id=request.pk,
        )
    request.save(update_fields=["job"])
    return request


@transaction.atomic
def refuse_export(*, request: ExportRequest, because: str, by: User, at: datetime) -> ExportRequest:
    """Refuse the file. Raises RefusalUnsaid, NotTheSecondPerson, NeedsTheCity and AlreadyDecided."""
    if not because.strip():
        raise RefusalUnsaid(_("请写明为什么不同意，申请人会看到。"))
    request = waiting(request)
    check_decides(request, by)
    request.refusal = because.strip()
    decide(request, ExportState.REFUSED, by=by, at=at)
    told(
        request,
        verb="registry.export_refused",
        by=by,
        at=at,
        because=request.refusal,
        asked_by=request.asked_by_id,
    )
    return request


def decide(request: ExportRequest, state: ExportState, *, by: User, at: datetime) -> None:
    """Write the decision down."""
    request.state, request.decided_by, request.decided_at = state, by, at
    request.decider = _("{name}（{seat}）").format(name=by.name, seat=by.seat.words)
    request.save()


def check_decides(request: ExportRequest, by: User) -> None:
    """Raise NotTheSecondPerson or NeedsTheCity where the account may not decide in its present seat."""
    if is_same_human(request, by):
        raise NotTheSecondPerson(_("申请人自己不能批准，换了身份也不行。请另一位负责人来批准。"))
    if by.seat is not None and by.seat.giver_id == request.asked_by_id:
        raise NotTheSecondPerson(
            _("您现在代申请人行事，不能替他批准。请换回自己的身份，或者请另一位负责人。")
        )
    if not any(request.path.startswith(path) for path in by.paths(APPROVE)):
        raise NotTheSecondPerson(_("这份申请不由您批准。"))
    if request.is_important and by.seat.organisation.level not in CITY_LEVELS:
        raise NeedsTheCity(_("人数达到重要数据的界限，要由市级批准。"))


def is_same_human(request: ExportRequest, by: User) -> bool:
    """Say whether the account is the asker's, or another one of the same person."""
    if by.pk == request.asked_by_id:
        return True
    with platform():
        asker = User.objects.get(pk=request.asked_by_id)
    return by.person_id is not None and by.person_id == asker.person_id
