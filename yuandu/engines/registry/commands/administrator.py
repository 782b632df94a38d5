"""`yuandu administrator NAME`: open the first account of a city, or let its administrator in again."""

import argparse
import sys
from contextlib import suppress
from datetime import datetime
from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from yuandu.engines.registry.models import Organisation, User
from yuandu.engines.registry.queries.organisations import cities
from yuandu.engines.registry.services.accounts import AlreadyGranted, grant_role, open_account, set_password
from yuandu.kernel.terminal import Trouble
from yuandu.kernel.terminal import translated as _

ROLE = "administrator"
BECAUSE = "yuandu administrator"  # what the trail says of the reason: nobody of the platform granted it


def main(argv: list[str]) -> int:
    """Ask for a password and open the account; an account that is there gets the password and the role."""
    parser = argparse.ArgumentParser(prog="yuandu administrator", description=_("开通系统管理员的账号。"))
    parser.add_argument("username", help=_("登录用的用户名"))
    parser.add_argument("--name", default="", help=_("姓名，默认和用户名一样"))
    options = parser.parse_args(argv)
    city = cities().first()
    if city is None:
        raise Trouble(_("还没有城市。请先运行yuandu city。"))
    user = let_in(
        username=options.username,
        name=options.name or options.username,
        password=asked_password(),
        city=city,
        at=timezone.now(),
    )
    print(_("{username}现在是{city}的系统管理员，可以登录了。").format(username=user.username, city=city))
    return 0


@transaction.atomic
def let_in(*, username: str, name: str, password: str, city: Organisation, at: datetime) -> User:
    """Return the account with the password and the role at the city, opened where there was none."""
    user = User.objects.filter(username=username.lower()).first()
    if user is None:
        user = open_account(username=username, name=name, password=password, home=city, by=None, at=at)
    else:
        set_password(user=user, password=password, by=None, at=at)
    with suppress(AlreadyGranted):  # only the password was lost
        grant_role(
            user=user,
            role=ROLE,
            organisation=city,
            on=timezone.localdate(at),
            by=None,
            at=at,
            because=BECAUSE,
        )
    return user


def asked_password() -> str:
    """Return the password, typed twice, or the first line where nobody types; raises Trouble for a weak one."""
    if sys.stdin.isatty():
        password = getpass(_("密码："))
        if getpass(_("再写一遍：")) != password:
            raise Trouble(_("两遍写的不一样，请再来一次。"))
    else:
        password = sys.stdin.readline().rstrip("\n")
    try:
        validate_password(password)
    except ValidationError as weak:
        raise Trouble(" ".join(weak.messages)) from weak
    return password
