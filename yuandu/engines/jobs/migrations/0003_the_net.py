"""A job, and the rows in error that it names, are seen by who asked for it (kernel.scope)."""

from django.db import migrations

from yuandu.kernel.net import Net, of_account

OF_SEEN_JOBS = "job_id = ANY ((SELECT array_agg(id) FROM jobs_job)::bigint[])"


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_tries_and_faults_said_once")]

    operations = [Net("jobs_job", of_account("owner_id")), Net("jobs_jobfault", OF_SEEN_JOBS)]
