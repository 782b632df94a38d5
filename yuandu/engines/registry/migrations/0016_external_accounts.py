from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0015_consents_and_requests")]

    operations = []
