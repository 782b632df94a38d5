"""The rows of old rosters are forgotten: they are people's data."""

from datetime import timedelta

import pytest

from tests.conftest import AT
from tests.engines.registry.rosters import applied, checked, zipped
from yuandu.engines.registry import services
from yuandu.engines.registry.models import IntakeFault, IntakeRow, Person
from yuandu.engines.registry.services.intake import NotReady

HALF_A_YEAR = timedelta(days=181)


@pytest.fixture
def officer(person):
    return person("officer", role="officer", at="奎文区")


def test_after_half_a_year_the_rows_go_and_the_people_stay(city, officer):
    old = applied(zipped(), organisation=city["奎文区"], by=officer)
    fresh = checked(zipped(), organisation=city["奎文区"], by=officer, at=AT + timedelta(days=100))
    counts = old.counts

    assert services.forget_old_intakes(at=AT + HALF_A_YEAR) == 1
    assert services.forget_old_intakes(at=AT + HALF_A_YEAR) == 0

    old.refresh_from_db()
    assert old.counts == counts
    assert set(IntakeRow.objects.values_list("intake", flat=True)) == {fresh.pk}
    assert set(IntakeFault.objects.values_list("intake", flat=True)) == {fresh.pk}
    assert Person.objects.count() == 7


def test_what_is_forgotten_can_neither_be_undone_nor_confirmed(city, officer):
    written = applied(zipped(), organisation=city["奎文区"], by=officer)
    waiting = checked(zipped(), organisation=city["奎文区"], by=officer)
    services.forget_old_intakes(at=AT + HALF_A_YEAR)

    with pytest.raises(NotReady, match="这次导入过了半年，明细已经清除，不能撤销。"):
        services.ask_undo(intake=written, by=officer, at=AT + HALF_A_YEAR)
    with pytest.raises(NotReady, match="这份名册过了半年，检查结果已经清除，请重新交一次。"):
        services.confirm_intake(intake=waiting, by=officer, at=AT + HALF_A_YEAR)
