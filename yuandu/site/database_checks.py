"""What `doctor` looks at in the database: its roles, its tables, the worker's pulse, the seals, the clocks."""

from collections.abc import Callable
from datetime import datetime, timedelta
from os import environ
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from yuandu.kernel.terminal import translated as _
from yuandu.site import schema
from yuandu.site.findings import Finding
from yuandu.site.supervisor import is_up

ZONE = "Asia/Shanghai"
LARGEST_CLOCK_DIFFERENCE = timedelta(seconds=5)
LONGEST_SILENCE = timedelta(minutes=2)
LONGEST_WAIT = timedelta(minutes=15)
LONGEST_UNSEALED = timedelta(minutes=1)

RIGHTS = """\
SELECT rolname, rolsuper, rolbypassrls, has_schema_privilege('public', 'CREATE'),
    coalesce(has_table_privilege(to_regclass('activity_fact'), 'UPDATE, DELETE, TRUNCATE'), false)
FROM pg_roles WHERE rolname = current_user
"""
WAITING = """\
SELECT count(*) FROM procrastinate_jobs
WHERE status = 'todo' AND coalesce(scheduled_at, '-infinity') < %(before)s
  AND EXISTS (SELECT FROM procrastinate_events e WHERE e.job_id = procrastinate_jobs.id AND e.at < %(before)s)
"""
UNSEALED = """\
WITH floor AS (
    SELECT coalesce((SELECT floor FROM activity_seal ORDER BY number DESC LIMIT 1), -9223372036854775808) AS low
)
SELECT count(*), min(at) FROM activity_fact, floor
WHERE id >= low AND NOT id <@ coalesce(
    (SELECT range_agg(ids) FROM activity_seal, floor WHERE ids && int8range(low, NULL)), '{}')
"""


def reachable(*, at: datetime) -> Finding:
    """Return what the database is; raises Trouble when it does not answer."""
    with schema.connect(environ["DATABASE_URL"]) as connection:
        version = connection.info.server_version // 10000
        size = connection.execute("SELECT pg_database_size(current_database()) / 1048576").fetchone()[0]
    return Finding(_("数据库"), _("PostgreSQL {version}，{size:,}MB").format(version=version, size=size))


def roles(*, at: datetime) -> Finding:
    """Look whether the application may do more than it should."""
    with schema.connect(environ["DATABASE_URL"]) as connection:
        name, is_superuser, sees_all_rows, may_create, may_alter = connection.execute(RIGHTS).fetchone()
    faults = [
        fault
        for is_so, fault in (
            (is_superuser, _("是超级用户")),
            (sees_all_rows, _("能绕过行级安全")),
            (may_create, _("能建表")),
            (may_alter, _("能改操作记录")),
        )
        if is_so
    ]
    if faults:
        trouble = _("程序用的角色{name}权限太大：{faults}。").format(name=name, faults=_("，").join(faults))
        cure = _("DATABASE_URL换用普通角色，属主只写在DATABASE_OWNER_URL里。")
        return Finding(_("数据库角色"), trouble=trouble, cure=cure)
    return Finding(_("数据库角色"), _("{name}，权限合适").format(name=name))


def tables(*, at: datetime) -> Finding:
    if schema.is_current():
        return Finding(_("数据表"), _("和本版本一致"))
    return Finding(_("数据表"), trouble=_("和本版本不一致。"), cure=_("先备份，再运行yuandu migrate。"))


def worker(*, at: datetime) -> Finding:
    """Feel the worker's pulse, and look for work that nobody takes."""
    if not is_up():
        return Finding(_("后台任务"), _("鸢都没有运行"))
    with schema.connect(environ["DATABASE_URL"]) as connection:
        heard = connection.execute("SELECT max(last_heartbeat) FROM procrastinate_workers").fetchone()[0]
        waiting = connection.execute(WAITING, {"before": at - LONGEST_WAIT}).fetchone()[0]
    cure = _("看log/worker.log，然后重新启动鸢都。")
    if heard is None or at - heard > LONGEST_SILENCE:
        return Finding(_("后台任务"), trouble=_("没有心跳。"), cure=cure)
    if waiting:
        trouble = _("有{count}个任务等了15分钟以上。").format(count=waiting)
        return Finding(_("后台任务"), trouble=trouble, cure=cure)
    return Finding(_("后台任务"), _("在运行，没有积压"))


def sealer(*, at: datetime) -> Finding:
    """Look for facts that wait too long for their seal."""
    if not is_up():
        return Finding(_("操作记录的封存"), _("鸢都没有运行"))
    with schema.connect(environ["DATABASE_URL"]) as connection:
        connection.execute("SET yuandu.everything = 'on'")
        count, oldest = connection.execute(UNSEALED).fetchone()
    if count and at - oldest > LONGEST_UNSEALED:
        trouble = _("有{count}条记录还没有封存，最早的一条已经等了{minutes}分钟。").format(
            count=count, minutes=int((at - oldest).total_seconds() // 60)
        )
        return Finding(_("操作记录的封存"), trouble=trouble, cure=_("看log/sealer.log，然后重新启动鸢都。"))
    return Finding(_("操作记录的封存"), _("在运行，没有积压"))


def clocks(*, at: datetime) -> Finding:
    """Compare our clock with the database's, and look for the time zone."""
    try:
        ZoneInfo(ZONE)
    except ZoneInfoNotFoundError:
        return Finding(_("时钟"), trouble=_("没有{zone}时区。").format(zone=ZONE), cure="pip install tzdata")
    with schema.connect(environ["DATABASE_URL"]) as connection:
        theirs = connection.execute("SELECT clock_timestamp()").fetchone()[0]
    difference = abs(theirs - at)
    if difference > LARGEST_CLOCK_DIFFERENCE:
        trouble = _("和数据库的时钟相差{seconds:.0f}秒。").format(seconds=difference.total_seconds())
        return Finding(_("时钟"), trouble=trouble, cure=_("让两台机器都对时（NTP）。"))
    return Finding(_("时钟"), f"{at.astimezone(ZoneInfo(ZONE)):%Y-%m-%d %H:%M} {ZONE}")


CHECKS: tuple[Callable[..., Finding], ...] = (roles, tables, worker, sealer, clocks)
