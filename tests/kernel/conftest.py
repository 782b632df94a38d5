"""A list of rows that belong to no app, and the pages that show it."""

import pytest
from django.contrib.contenttypes.models import ContentType

FRUIT = (
    ("pear", "梨", "autumn"),
    ("apple", "苹果", "autumn"),
    ("cherry", "樱桃", "spring"),
    ("melon", "瓜", "summer"),
    ("peach", "桃", "summer"),
)


@pytest.fixture
def fruit(db):
    """Five rows in no order: `model` is the name in the table, `app_label` the season."""
    return ContentType.objects.bulk_create(
        ContentType(app_label=f"t_{season}", model=name) for name, _title, season in FRUIT
    )
