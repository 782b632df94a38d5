"""How the workbench speaks to a person."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from yuandu.engines.registry.models import User

STAFF = {"administrator", "officer", "registrar", "principal", "teacher"}
SURNAMES_OF_TWO = {
    *("欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟"),
    *("公羊", "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容", "仲孙", "钟离"),
    *("长孙", "宇文", "司徒", "鲜于", "司空", "令狐", "呼延", "百里", "东郭", "西门", "拓跋", "轩辕", "第五"),
}


def greeting(user: "User", duties: int) -> str:
    """Return the heading: the person as the field addresses them, and how much waits for them today."""
    called = called_by(user.name, user.seat.role if user.seat and user.person_id else "")
    if duties:
        return _("{called}，今天有{n}件要办").format(called=called, n=duties)
    if user.seat and user.seat.role == "pupil":
        return _("{name}，你好").format(name=called)
    if user.seat and user.seat.role == "guardian":
        return _("{name}，您好").format(name=called)
    return _("{called}，今天没有等着您办的事").format(called=called)


def called_by(name: str, role: str) -> str:
    """Return 王老师 for those who work in education, the name for all others."""
    return _("{surname}老师").format(surname=surname_of(name)) if role in STAFF else name


def surname_of(name: str) -> str:
    """Return the surname of a Han name of two to four characters; any other name stays whole."""
    if not 2 <= len(name) <= 4 or "·" in name or name.isascii():
        return name
    return name[:2] if name[:2] in SURNAMES_OF_TWO else name[0]
