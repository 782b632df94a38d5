"""文件: stored once by content, handed out by signed links."""

from django.utils.translation import gettext_lazy as _

from yuandu.kernel.apps import App


class FilesConfig(App):
    name = "yuandu.engines.files"
    verbose_name = _("文件")
