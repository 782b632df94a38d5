"""What stands behind a figure, in the language of the reader."""

import pytest
from django.utils import translation

from yuandu.engines.indicators.models import Indicator


@pytest.mark.parametrize(
    ("language", "unit", "unit_en", "written"),
    [
        ("zh-hans", "所", "schools", "86所"),
        ("en", "所", "schools", "86 schools"),
        ("zh-hans", "%", "%", "86%"),
        ("en", "%", "%", "86%"),
    ],
)
def test_an_english_unit_stands_apart_from_its_figure(language, unit, unit_en, written):
    indicator = Indicator(unit=unit, unit_en=unit_en)

    with translation.override(language):
        assert f"86{indicator.unit_title}" == written
