"""The net below the explicit filters: one's own rows, and those of the systems that one looks after."""

from django.db import migrations

from yuandu.kernel.net import Net, at_places, of_account


class Migration(migrations.Migration):
    dependencies = [("provider", "0001_provider")]

    operations = [
        Net("provider_signon", of_account("user_id"), at_places("unit_id", "school_id")),
        Net("provider_consent", of_account("user_id"), at_places("unit_id", "school_id")),
        Net("provider_code", of_account("user_id")),
        Net("provider_accesstoken", of_account("user_id")),
        Net("provider_refreshtoken", of_account("user_id")),
    ]
