from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_job")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="entry_id",
            field=models.BigIntegerField(null=True, verbose_name="队列编号"),
        ),
        migrations.AddField(
            model_name="job",
            name="tries",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="次数"),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("state__in", ("WAITING", "RUNNING", "CANCELLING"))),
                fields=["state"],
                name="job_unfinished",
            ),
        ),
        migrations.AddConstraint(
            model_name="jobfault",
            constraint=models.UniqueConstraint(
                fields=("job", "line", "field", "value", "cause"),
                name="fault_is_said_once",
                nulls_distinct=False,
            ),
        ),
    ]
