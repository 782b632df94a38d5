from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0014_exports_are_approved")]

    operations = []
