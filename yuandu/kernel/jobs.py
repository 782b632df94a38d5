"""Work for later: services enqueue a task by its name, so that they need not import it."""

from typing import Any

from procrastinate import App
from procrastinate.contrib.django import app as queue
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager

from yuandu.kernel.apps import declared

CONNECTOR = DjangoConnector()  # in a worker the app has another, which knows nothing of our transactions
MANAGER = JobManager(CONNECTOR)


def defer(name: str, **ids: Any) -> int:
    """Enqueue the named task in the current transaction, also inside a worker; return its entry's id.

    Only ids and short words travel: the task reads the rows as they are when it runs.
    Raises procrastinate.exceptions.TaskNotFound for a name that no tasks.py defines.
    """
    deferrer = queue.configure_task(name, allow_unknown=False)
    deferrer.job_manager = MANAGER
    return deferrer.defer(**ids)


def on_app_ready(app: App) -> None:
    """Put every manifest's schedule on the clock of the worker (PROCRASTINATE_ON_APP_READY)."""
    for _app, schedule in declared("schedule"):
        app.periodic(cron=schedule.cron, periodic_id=schedule.task)(app.tasks[schedule.task])
