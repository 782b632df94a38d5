from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0010_rows_of_rosters_are_forgotten")]

    operations = []
