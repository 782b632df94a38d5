"""What somebody was told is theirs: the net below it (kernel.scope). Letters are the platform's alone."""

from django.db import migrations

from yuandu.kernel.net import Net, of_account


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_notices_preferences_and_letters")]

    operations = [
        Net("messaging_notice", of_account("user_id")),
        Net("messaging_preference", of_account("user_id")),
        Net("messaging_messagedelivery"),
    ]
