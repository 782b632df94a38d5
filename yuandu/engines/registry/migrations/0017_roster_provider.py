"""Indexes for other systems, which walk the people of a place by id, or what changed since a moment."""

from django.db import migrations, models
from django.db.models import Q

STAFF = ~Q(kind="pupil")
INDEXES = (
    ("person", models.Index(fields=["changed_at", "id"], name="person_by_change")),
    ("post", models.Index(fields=["unit", "person"], include=("kind", "school"), name="post_of_unit")),
    ("post", models.Index(fields=["school", "person"], include=("kind", "unit"), name="post_of_school")),
    ("post", models.Index(fields=["person"], condition=STAFF, name="post_of_staff_by_person")),
    ("post", models.Index(fields=["changed_at", "id"], name="post_by_change")),
    (
        "guardianship",
        models.Index(fields=["unit", "guardian"], include=("school", "pupil"), name="ward_of_unit"),
    ),
    (
        "guardianship",
        models.Index(fields=["school", "guardian"], include=("unit", "pupil"), name="ward_of_school"),
    ),
    ("membership", models.Index(fields=["changed_at", "id"], name="membership_by_change")),
)


class Migration(migrations.Migration):
    dependencies = [("registry", "0016_external_accounts")]

    operations = [migrations.AddIndex(model_name=model, index=index) for model, index in INDEXES]
