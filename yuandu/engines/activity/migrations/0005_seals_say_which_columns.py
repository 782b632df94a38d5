from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activity", "0004_seals_and_the_net")]

    operations = [
        migrations.AddField(
            model_name="seal",
            name="form",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="格式"),
            preserve_default=False,
        ),
    ]
