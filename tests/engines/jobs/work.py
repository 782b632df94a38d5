"""Tasks for the tests. Run as a program, this is a worker that can be killed: `python work.py`."""

import os
import sys
import time

import django

if __name__ == "__main__":
    django.setup()

from django.db import connection, transaction
from procrastinate.contrib.django import app

from yuandu.engines.jobs import api as jobs
from yuandu.kernel.refusals import Refusal

CHECKPOINT = "INSERT INTO django_session VALUES (%s, '', now())"  # a table that is there and says nothing


def rows_done():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        return cursor.fetchone()[0]


@app.task(name="tests.count")
def count(job_id: int, rows: int, bad: int = 0, pause: float = 0) -> None:
    """Do rows one by one, each in its transaction; go on where a killed worker stopped."""
    with jobs.running(job_id) as progress:
        done = rows_done()
        progress.total(rows)
        progress.step(done)
        for row in range(done, rows):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(CHECKPOINT, [f"row {row}"])
            if row < bad:
                progress.fault(line=row + 2, field="姓名", value="", cause="姓名是空的", cure="补上姓名")
            progress.step()
            time.sleep(pause)
        progress.result("/somewhere/")


@app.task(name="tests.refuse")
def refuse(job_id: int) -> None:
    with jobs.running(job_id):
        raise Refusal("文件里没有数据，请检查后再传。")


@app.task(name="tests.break")
def break_down(job_id: int) -> None:
    with jobs.running(job_id), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(CHECKPOINT, ["half done"])
        raise ZeroDivisionError


@app.task(name="tests.die")
def die(job_id: int) -> None:
    with jobs.running(job_id):
        os.kill(os.getpid(), 9)


if __name__ == "__main__":
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(wait="wait" in sys.argv, listen_notify=False, update_heartbeat_interval=1)
