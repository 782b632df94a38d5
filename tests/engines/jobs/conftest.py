"""A real worker over the real queue, and tasks for it to do."""

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from tests.engines.jobs import work  # noqa: F401  (its tasks are known by name)

EMPTY = "TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE"


@pytest.fixture
def queue(transactional_db):
    """An empty queue; calling it has a worker do everything that waits."""

    def work_through():
        with app.replace_connector(app.connector.get_worker_connector()):
            app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)

    with connection.cursor() as cursor:
        cursor.execute(EMPTY)
        yield work_through
        cursor.execute(EMPTY)
