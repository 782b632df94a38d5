"""任务: long work as rows that people can see."""

from django.utils.translation import gettext_lazy as _

from yuandu.kernel.apps import App


class JobsConfig(App):
    name = "yuandu.engines.jobs"
    verbose_name = _("任务")
