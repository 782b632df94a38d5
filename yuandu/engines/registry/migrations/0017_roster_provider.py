from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0016_external_accounts")]

    operations = []
