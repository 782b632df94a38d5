"""Find accounts by e-mail; and a table for what web processes share for minutes: tries, and what was drawn."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_kind_holds_its_code")]

    operations = [
        migrations.AddIndex(
            model_name="user",
            index=models.Index(fields=["email"], condition=~Q(email=""), name="account_by_email"),
        ),
        migrations.RunSQL(
            sql="""
                CREATE UNLOGGED TABLE shared_cache (
                    cache_key varchar(255) PRIMARY KEY,
                    value text NOT NULL,
                    expires timestamptz NOT NULL
                );
                CREATE INDEX shared_cache_expires ON shared_cache (expires);
            """,
            reverse_sql="DROP TABLE shared_cache",
        ),
    ]
