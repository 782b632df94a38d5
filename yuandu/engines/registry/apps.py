"""机构与人员: who there is, who is what where, and who may do what."""

from django.utils.translation import gettext_lazy as _

from yuandu.kernel.apps import App, Dataset


class RegistryConfig(App):
    name = "yuandu.engines.registry"
    verbose_name = _("机构与人员")
    role_titles = {
        "administrator": _("系统管理员"),
        "officer": _("教育行政人员"),
        "registrar": _("学籍与人事管理员"),
        "principal": _("校长"),
        "teacher": _("教师"),
        "pupil": _("学生"),
        "guardian": _("家长"),
    }
    permissions = {
        "registry.view": _("查看机构与名册"),
        "registry.manage": _("管理机构、人员和岗位"),
        "registry.designate": _("办理认定"),
        "registry.import": _("导入和导出名册"),
        "registry.grant": _("授予角色"),
        "registry.codes": _("维护代码表和工作日历"),
    }
    roles = {
        "administrator": (
            "registry.view",
            "registry.manage",
            "registry.designate",
            "registry.import",
            "registry.grant",
            "registry.codes",
        ),
        "officer": ("registry.view", "registry.manage", "registry.designate", "registry.import"),
        "registrar": ("registry.view", "registry.manage", "registry.import"),
        "principal": ("registry.view", "registry.manage"),
        "teacher": ("registry.view",),
    }
    verbs = {
        "registry.opened": _("设立了机构"),
        "registry.changed": _("更改了机构"),
        "registry.closed": _("撤销了机构"),
        "registry.joined": _("开通了账号"),
        "registry.granted": _("授予了角色"),
        "registry.revoked": _("收回了角色"),
        "registry.codes_loaded": _("载入了代码表"),
    }
    datasets = (
        Dataset(model="registry.Organisation", title=_("机构"), grade="L1"),
        Dataset(model="registry.OrganisationState", title=_("机构沿革"), grade="L1"),
        Dataset(model="registry.Designation", title=_("认定"), grade="L1"),
        Dataset(model="registry.Person", title=_("人员"), grade="L4", path=None),
        Dataset(model="registry.Paper", title=_("证件"), grade="L4", path=None),
        Dataset(model="registry.Post", title=_("岗位"), grade="L3"),
        Dataset(model="registry.Guardianship", title=_("监护关系"), grade="L4"),
        Dataset(model="registry.Likeness", title=_("疑似重复"), grade="L4"),
        Dataset(model="registry.TeachingGroup", title=_("教学班"), grade="L2"),
        Dataset(model="registry.Intake", title=_("导入"), grade="L3"),
    )
