from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_intake_checks_before_it_writes")]

    operations = [
        migrations.AlterField(
            model_name="organisation",
            name="system",
            field=models.CharField(blank=True, max_length=20, verbose_name="学制"),
        ),
    ]
