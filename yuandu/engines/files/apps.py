"""文件: stored once by content, handed out by signed links."""

from django.utils.translation import gettext_lazy as _

from yuandu.kernel.apps import App, Dataset, Schedule


class FilesConfig(App):
    name = "yuandu.engines.files"
    verbose_name = _("文件")
    verbs = {"files.kept": _("存入了文件")}
    schedule = (Schedule(task="files.sweep", cron="41 19 * * *", title=_("清理没传完的文件")),)  # UTC
    datasets = (Dataset(model="files.File", title=_("文件"), grade="L3"),)
