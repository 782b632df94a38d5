"""`yuandu audit` says in sentences what it found, and exits with 1 when the trail is not whole."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.conftest import AT
from yuandu.engines.activity.commands import audit
from yuandu.engines.activity.models import Seal
from yuandu.kernel.terminal import Trouble

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def audited(capsys):
    """Run `yuandu audit …`; return its exit code and its sentences."""

    def run(*arguments):
        code = audit.main(list(arguments))
        return code, capsys.readouterr().out.splitlines()

    return run


def test_a_whole_trail_is_called_whole(trail, recorded, audited):
    recorded()
    recorded()
    sealed = audited("seal")
    [public] = trail.log.parent.parent.glob("keys/trail-*.pub")

    verified = audited("verify")

    assert sealed == (0, ["封存了2条记录。"])
    assert verified == (
        0,
        [
            f"核对了2条记录、1次封存、1行签名（公钥{public.stem[6:]}）。",
            "记录都已封存。",
            "没有发现改动。",
        ],
    )


def test_how_old_the_oldest_unsealed_fact_is_is_said(trail, recorded):
    recorded(at=AT - timedelta(minutes=7))
    recorded()

    said = audit.waiting_sentence(audit.services.verify(advance=lambda count: None), at=AT)

    assert said == "有2条记录还没有封存，最早的一条是7分钟前的。"


def test_a_broken_trail_is_told_with_the_numbers_of_seals_and_facts(trail, recorded, audited):
    facts = [recorded() for _time in range(4)]
    trail.seal(at=AT)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE activity_fact DISABLE TRIGGER stays_as_written")
        cursor.execute("DELETE FROM activity_fact WHERE id = ANY (%s)", [[facts[0].pk, facts[2].pk]])
        cursor.execute("ALTER TABLE activity_fact ENABLE TRIGGER stays_as_written")

    code, said = audited("verify")

    assert code == 1
    assert said[0] == f"第1号封存里的记录{facts[0].pk}、{facts[2].pk}被删掉了。"
    assert "没有发现改动。" not in said


def test_a_loss_that_was_meant_is_signed_and_stays_in_the_file(trail, recorded, audited):
    recorded()
    trail.seal(at=AT)
    recorded()
    trail.seal(at=AT)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE activity_seal DISABLE TRIGGER stays_as_written")
        cursor.execute("DELETE FROM activity_seal WHERE number = 2")
        cursor.execute("ALTER TABLE activity_seal ENABLE TRIGGER stays_as_written")
    before = audited("verify")

    accepted = audited("accept", "--because", "从昨天的备份恢复")

    assert (before[0], before[1][0]) == (1, "尾部被截掉了：第2号封存签过名，数据库里却没有。")
    assert accepted[1] == ["已签字：以第1号封存为准，之后签过名的不再有效。这句话会一直留在签名文件里。"]
    assert audited("verify")[0] == 0
    assert "从昨天的备份恢复" in trail.log.read_text("utf-8").splitlines()[-1]
    assert Seal.objects.count() == 1


def test_a_file_that_is_not_there_is_said(trail, audited, tmp_path):
    with pytest.raises(Trouble, match="没有找到"):
        audited("verify", "--heads", str(tmp_path / "nothing"))
