from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_system_holds_its_code")]

    operations = [
        migrations.AlterField(
            model_name=name,
            name="kind",
            field=models.CharField(blank=True, max_length=40, verbose_name="类别"),
        )
        for name in ("organisation", "organisationstate")
    ]
