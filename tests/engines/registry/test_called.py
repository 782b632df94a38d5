"""What an organisation is called, in the language of the reader."""

import pytest
from django.utils import translation

from yuandu.engines.registry.models import Organisation


@pytest.mark.parametrize(
    ("language", "marks", "called"),
    [
        ("zh-hans", {}, "奎文区"),
        ("en", {"short_en": "Kuiwen"}, "Kuiwen"),
        ("en", {}, "Kuiwen Education and Sports Bureau"),
    ],
)
def test_an_organisation_is_called_by_its_short_name_where_it_has_one(language, marks, called):
    bureau = Organisation(
        name="奎文区教育和体育局",
        short_name="奎文区",
        name_en="Kuiwen Education and Sports Bureau",
        marks=marks,
    )

    with translation.override(language):
        assert bureau.called == called
