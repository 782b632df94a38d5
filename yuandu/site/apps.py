"""The site: what belongs to no engine and no domain."""

from django.utils.translation import gettext_lazy as _

from yuandu.kernel.apps import App, NavItem, Search


class SiteConfig(App):
    name = "yuandu.site"
    verbose_name = _("网站")
    permissions = {"site.work": _("使用工作台")}
    roles = dict.fromkeys(
        ("administrator", "officer", "registrar", "principal", "teacher", "pupil", "guardian"), ("site.work",)
    )
    nav = (NavItem(view="today", title=_("今天"), permission="site.work", icon="sun", group="", order=1),)
    search = (Search(name="pages", title=_("页面"), function="pages.finding.pages", order=30),)
