"""A file is seen by who handed it in and where it belongs (kernel.scope); its content, by who holds a link."""

from django.db import migrations

from yuandu.kernel.net import Net, in_span, of_account


class Migration(migrations.Migration):
    dependencies = [("files", "0001_file")]

    operations = [Net("files_file", of_account("owner_id"), in_span())]
