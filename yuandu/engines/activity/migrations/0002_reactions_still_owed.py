from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activity", "0001_fact_and_delivery")]

    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("made_at", None)), fields=["id"], name="reaction_still_owed"
            ),
        ),
    ]
