"""The net below what allauth keeps of an account: its factors, its sessions and its outside accounts."""

from django.db import migrations

from yuandu.kernel.net import Net, of_account


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("mfa", "0003_authenticator_type_uniq"),
        ("registry", "0012_the_net"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        Net("mfa_authenticator", of_account("user_id")),
        Net("usersessions_usersession", of_account("user_id")),
        Net("socialaccount_socialaccount", of_account("user_id")),
    ]
