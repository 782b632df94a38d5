"""The first account of a city, opened where nobody can sign in yet."""

import io

import pytest

from yuandu.engines.registry.commands import administrator
from yuandu.engines.registry.models import User
from yuandu.kernel.terminal import Trouble


@pytest.fixture
def typed(monkeypatch):
    """What is on the standard input of the command."""

    def write(text):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))

    return write


def test_the_first_administrator_signs_in_and_may_grant_roles(client, city, typed, capsys):
    typed("weifang-2026-kite\n")

    administrator.main(["Wang", "--name", "王老师"])

    assert capsys.readouterr().out == "wang现在是潍坊市教育局的系统管理员，可以登录了。\n"
    user = User.objects.get(username="wang")
    assert (user.name, user.seat.role, user.paths("registry.grant")) == (
        "王老师",
        "administrator",
        ["370700."],
    )
    assert client.login(username="wang", password="weifang-2026-kite")


def test_an_administrator_who_lost_the_password_gets_in_again(city, person, typed):
    user = person("wang", role="administrator")
    typed("another-kite-2026\n")

    administrator.main(["wang"])

    user.refresh_from_db()
    assert user.check_password("another-kite-2026")
    assert user.grant_set.count() == 1


def test_a_weak_password_opens_nothing(city, typed):
    typed("12345\n")

    with pytest.raises(Trouble):
        administrator.main(["wang"])

    assert not User.objects.exists()


def test_without_a_city_it_says_what_to_do_first(db, typed):
    typed("weifang-2026-kite\n")

    with pytest.raises(Trouble, match="请先运行yuandu city"):
        administrator.main(["wang"])
