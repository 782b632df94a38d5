"""Work for later: services enqueue a task by its name, so that they need not import it."""

from typing import Any

from procrastinate import App
from procrastinate.contrib.django import app as queue

from yuandu.kernel.apps import declared


def defer(name: str, **ids: Any) -> None:
    """Enqueue the named task in the current transaction.

    Only ids and short words travel: the task reads the rows as they are when it runs.
    Raises procrastinate.exceptions.TaskNotFound for a name that no tasks.py defines.
    """
    queue.configure_task(name, allow_unknown=False).defer(**ids)


def on_app_ready(app: App) -> None:
    """Put every manifest's schedule on the clock of the worker (PROCRASTINATE_ON_APP_READY)."""
    for _app, schedule in declared("schedule"):
        app.periodic(cron=schedule.cron, periodic_id=schedule.task)(app.tasks[schedule.task])
