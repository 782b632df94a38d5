"""机构与人员: who there is, who is what where, and who may do what."""

from django.utils.translation import gettext_lazy as _

from yuandu.kernel.apps import App, Command, Dataset, Measure, NavItem, Schedule, Search, Tile


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
        "registry.own": _("查看自己、孩子和所教的班"),
        "registry.answer": _("答复更正、删除等个人信息请求"),
    }
    roles = {
        "administrator": (
            "registry.view",
            "registry.manage",
            "registry.designate",
            "registry.import",
            "registry.grant",
            "registry.codes",
            "registry.own",
            "registry.answer",
        ),
        "officer": (
            "registry.view",
            "registry.manage",
            "registry.designate",
            "registry.import",
            "registry.answer",
        ),
        "registrar": (
            "registry.view",
            "registry.manage",
            "registry.import",
            "registry.answer",
        ),
        "principal": (
            "registry.view",
            "registry.manage",
            "registry.answer",
        ),
        "teacher": ("registry.view", "registry.own"),
        "pupil": ("registry.own",),
        "guardian": ("registry.own",),
    }
    nav = (
        NavItem(
            view="registry:organisations",
            title=_("学校与机构"),
            permission="registry.view",
            icon="school",
            order=20,
        ),
        NavItem(
            view="registry:pupils",
            title=_("学生名册"),
            permission="registry.view",
            icon="users",
            order=25,
        ),
        NavItem(
            view="registry:staff",
            title=_("教职工名册"),
            permission="registry.view",
            icon="briefcase",
            order=26,
        ),
        NavItem(
            view="registry:rollover",
            title=_("升级"),
            permission="registry.manage",
            icon="graduation-cap",
            order=27,
        ),
        NavItem(
            view="registry:likenesses",
            title=_("疑似重复"),
            permission="registry.manage",
            icon="copy",
            group="data",
            order=50,
            count="queries.waiting.likenesses",
            hot=True,
        ),
        NavItem(
            view="registry:designations",
            title=_("认定"),
            permission="registry.view",
            icon="award",
            order=35,
        ),
        NavItem(
            view="registry:groups",
            title=_("教学班"),
            permission="registry.view",
            icon="presentation",
            order=40,
        ),
        NavItem(
            view="registry:courses",
            title=_("课程"),
            permission="registry.view",
            icon="book-open",
            group="data",
            order=55,
        ),
        NavItem(
            view="registry:terms",
            title=_("学年与学期"),
            permission="registry.view",
            icon="calendar",
            group="data",
            order=56,
        ),
        NavItem(
            view="registry:intakes",
            title=_("名册导入"),
            permission="registry.import",
            icon="upload",
            group="data",
            order=30,
            count="queries.waiting.intakes",
            hot=True,
        ),
        NavItem(
            view="registry:codes",
            title=_("代码表"),
            permission="registry.view",
            icon="book-open",
            group="data",
            order=60,
        ),
        NavItem(
            view="registry:claims",
            title=_("个人信息请求"),
            permission="registry.answer",
            icon="message-square-warning",
            order=45,
            count="queries.waiting.claims",
            hot=True,
        ),
        NavItem(
            view="registry:mine",
            title=_("我的数据"),
            permission="registry.own",
            icon="shield-check",
            order=60,
        ),
        NavItem(
            view="registry:activations",
            title=_("开通账号"),
            permission="registry.manage",
            icon="key-round",
            group="system",
            order=10,
        ),
        NavItem(
            view="registry:grants",
            title=_("授权"),
            permission="registry.grant",
            icon="user-check",
            group="system",
            order=20,
        ),
    )
    tiles = (
        Tile(
            name="registry.children",
            title=_("我的孩子"),
            permission="registry.own",
            function="tiles.children",
            template="registry/tiles/children.html",
            order=10,
        ),
        Tile(
            name="registry.classes",
            title=_("我教的班"),
            permission="registry.own",
            function="tiles.classes",
            template="registry/tiles/classes.html",
            order=10,
        ),
        Tile(
            name="registry.places",
            title=_("我的班级"),
            permission="registry.own",
            function="tiles.places",
            template="registry/tiles/places.html",
            order=10,
        ),
    )
    search = (
        Search(name="organisations", title=_("学校与机构"), function="search.organisations", order=10),
        Search(name="people", title=_("人员"), function="search.people", order=20),
    )
    verbs = {
        "registry.opened": _("设立了机构"),
        "registry.changed": _("更改了机构"),
        "registry.closed": _("撤销了机构"),
        "registry.moved": _("调整了主管机构"),
        "registry.merged": _("合并了机构"),
        "registry.split": _("拆分了机构"),
        "registry.designated": _("办理了认定"),
        "registry.designation_ended": _("终止了认定"),
        "registry.person_added": _("登记了人员"),
        "registry.person_changed": _("更改了人员资料"),
        "registry.paper_added": _("登记了证件"),
        "registry.paper_corrected": _("更正了证件号码"),
        "registry.revealed": _("查看了完整的证件号码"),
        "registry.post_given": _("安排了岗位"),
        "registry.post_ended": _("结束了岗位"),
        "registry.guardian_added": _("登记了监护人"),
        "registry.guardian_ended": _("取消了监护人"),
        "registry.pupils_transferred": _("办理了转学"),
        "registry.pupils_received": _("接收了转学的学生"),
        "registry.pupils_suspended": _("办理了休学"),
        "registry.pupils_resumed": _("办理了复学"),
        "registry.pupils_graduated": _("办理了毕业"),
        "registry.pupils_left": _("办理了离校"),
        "registry.rolled_over": _("办理了升级"),
        "registry.people_merged": _("合并了重复登记"),
        "registry.merger_undone": _("撤销了合并"),
        "registry.people_told_apart": _("确认了不是同一人"),
        "registry.joined": _("开通了账号"),
        "registry.slips_made": _("印了激活码"),
        "registry.activated": _("用激活码开通了账号"),
        "registry.password_changed": _("改了密码"),
        "registry.granted": _("授予了角色"),
        "registry.revoked": _("收回了角色"),
        "registry.codes_loaded": _("载入了代码表"),
        "registry.imported": _("导入了名册"),
        "registry.import_undone": _("撤销了导入"),
        "registry.exported": _("导出了名册"),
        "registry.consent_given": _("同意了处理个人信息"),
        "registry.consent_withdrawn": _("撤回了对处理个人信息的同意"),
        "registry.claim_made": _("提出了个人信息请求"),
        "registry.claim_answered": _("答复了个人信息请求"),
        "registry.account_erased": _("注销了账号"),
        "registry.city_loaded": _("填入了一座城市"),
    }
    measures = tuple(
        Measure(
            name=name,
            title=title,
            unit=unit,
            function=f"measures.{name}",
            source=source,
            ever="measures.ever",
        )
        for name, title, unit, source in (
            ("schools", _("中小学"), _("所"), _("机构登记")),
            ("rural_schools", _("农村中小学"), _("所"), _("机构登记")),
            ("units", _("县级管理单元"), _("个"), _("机构登记")),
            ("schools_smart_campus", _("智慧校园"), _("所"), _("认定登记")),
            ("schools_smart_campus_model", _("智慧校园示范校"), _("所"), _("认定登记")),
            ("units_ai_centre", _("建有人工智能学习体验公共中心的县市区"), _("个"), _("认定登记")),
            ("rural_schools_it_teacher", _("配有专业信息技术教师的农村学校"), _("所"), _("岗位登记")),
            ("schools_cio", _("设首席信息官的学校"), _("所"), _("岗位登记")),
            ("schools_experimental", _("新型教与学实验学校"), _("所"), _("认定登记")),
            ("ai_academies", _("青少年人工智能科学院"), _("处"), _("认定登记")),
            ("schools_programming", _("编程教育特色学校"), _("所"), _("认定登记")),
            ("famous_principals", _("教育信息化名校长"), _("名"), _("认定登记")),
            ("famous_teachers", _("教育信息化名师"), _("名"), _("认定登记")),
            ("famous_studios", _("名校长、名师工作室"), _("个"), _("认定登记")),
            ("famous_teacher_classrooms", _("市级名师课堂"), _("个"), _("认定登记")),
        )
    )
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
        Dataset(model="registry.Processing", title=_("处理活动"), grade="L1", path=None),
        Dataset(model="registry.Consent", title=_("同意"), grade="L4"),
        Dataset(model="registry.Claim", title=_("个人信息请求"), grade="L4"),
        Dataset(model="registry.Intake", title=_("导入"), grade="L3"),
    )
    commands = (
        Command(name="import", title=_("导入名册：OneRoster或模板"), function="commands.importing.main"),
        Command(name="export", title=_("导出名册：OneRoster或模板"), function="commands.exporting.main"),
        Command(
            name="city", title=_("填入一座城市：演示的，或按真实学校名单"), function="commands.city.main"
        ),
        Command(
            name="administrator", title=_("开通系统管理员的账号"), function="commands.administrator.main"
        ),
    )
    schedule = (
        Schedule(task="registry.find_likenesses_nightly", cron="30 18 * * *", title=_("夜里查找重复登记")),
        Schedule(task="registry.forget_intakes", cron="40 19 * * *", title=_("清除半年前导入的明细")),
    )
