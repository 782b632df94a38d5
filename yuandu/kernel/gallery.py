"""Sample data of the gallery at /ui/: every component in every state. All of it is demonstration."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yuandu.kernel.drawing import charts

ACTIONS = (  # title, indicator, state, share, target
    ("智慧校园建设", "智慧校园覆盖率71.6%", "ok"),
    ("人工智能学习体验公共中心", "县市区建成15个", "bad"),
    ("数字教育资源公共服务体系", "县级平台互通16个", "ok"),
    ("教师信息素养", "农村校配齐信息技术教师74.2%", "bad"),
    ("学生信息素养", "测评覆盖率61.4%", "ok"),
    ("网络学习空间", "空间月活率63.8%", "warn"),
    ("理论和行动研究", "实验学校86所", "ok"),
    ("线上线下混合学习", "常态应用学校58.7%", "ok"),
    ("人工智能教育", "科学院27处", "warn"),
    ("编程教育", "特色学校18处", "ok"),
    ("创客教育", "创客空间81.4%", "warn"),
    ("5G教育试点", "试点学校24所", "ok"),
    ("公共服务平台", "接入业务系统41个", "ok"),
    ("大数据应用体系", "一数一源数据项312项", "ok"),
    ("互联网+政务服务", "全程网办率91.3%", "ok"),
    ("教育信息化项目图谱", "公开率98.2%", "warn"),
    ("网络安全保障", "备案率92.6%", "warn"),
    ("专递课堂", "覆盖教学点292个", "ok"),
    ("名师课堂", "市级名师课堂93个", "idle"),
    ("名校网络课堂", "优质课程还没有计量", "idle"),
)
STATE_WORDS = {"ok": "达标", "warn": "接近", "bad": "滞后", "idle": "未计量"}
UNITS = (  # name, short, column, row, value
    ("寿光市", "寿光", 2, 1, 88.3),
    ("滨海区", "滨海", 3, 1, 90.0),
    ("经济区", "经济", 2, 2, 94.7),
    ("寒亭区", "寒亭", 3, 2, 82.4),
    ("昌邑市", "昌邑", 4, 2, 74.1),
    ("青州市", "青州", 1, 3, 70.4),
    ("昌乐县", "昌乐", 2, 3, 71.0),
    ("潍城区", "潍城", 3, 3, 93.1),
    ("奎文区", "奎文", 4, 3, 100),
    ("高新区", "高新", 5, 3, 100),
    ("临朐县", "临朐", 1, 4, 52.7),
    ("安丘市", "安丘", 2, 4, 61.2),
    ("坊子区", "坊子", 3, 4, 78.0),
    ("峡山区", "峡山", 4, 4, None),
    ("高密市", "高密", 5, 4, 75.6),
    ("诸城市", "诸城", 4, 5, 77.9),
)
TARGET = 85
QUARTERS = ("20Q1", "20Q2", "20Q3", "20Q4", "21Q1", "21Q2", "21Q3", "21Q4", "22Q1", "22Q2", "22Q3", "22Q4")
PLANNED = (58, 60, 63, 65, 70, 75, 80, 85, 89, 93, 97, 100)
REACHED = (58, 61, 63, 66, 69, 72, 74.2)
EXPECTED = (74.2, 76.3, 78.4, 80.5, 82.6, 84.7)
FREE, FULL, SHUT = ("free", "余2组", "每组30人"), ("closed", "已满", ""), ("closed", "闭馆", "")


class SampleForm(forms.Form):
    """Every kind of field, once."""

    name = forms.CharField(label=_("学校名称"), help_text=_("写全称，例如：潍坊市第一实验学校（演示）"))
    unit = forms.ChoiceField(label=_("所在县市区"), choices=[(name, name) for name, *_rest in UNITS])
    until = forms.DateField(label=_("居住证有效期到"), help_text=_("在居住证正面右下角"))
    reason = forms.ChoiceField(
        label=_("为什么转学"),
        choices=[("move", _("全家搬家")), ("work", _("父母工作调动")), ("other", _("其他"))],
        widget=forms.RadioSelect,
    )
    guardians = forms.MultipleChoiceField(
        label=_("同住的监护人"),
        choices=[("a", "李某（父亲）"), ("b", "周某（母亲）")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    words = forms.CharField(label=_("说明"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    photo = forms.FileField(label=_("居住证照片"), help_text=_("拍清四个角，不用扫描"), required=False)
    agreed = forms.BooleanField(label=_("办好后发短信告诉我"), required=False)


def samples() -> dict[str, Any]:
    """Return what kernel/gallery.html shows."""
    return figures() | words() | ways() | lists() | {"demonstration": True}


def figures() -> dict[str, Any]:
    return {
        "segments": segments(),
        "tiles": tiles(),
        "cuts": (60, 70, 80, 90),
        "indicators": indicators(),
        "trajectory": charts.trajectory(points(), low=40),
        "bars": [{"name": name, "value": value} for name, _short, _x, _y, value in UNITS[:5]],
        "stacked": charts.stacked(
            [
                {"name": "奎文区", "values": (41, 4, 1)},
                {"name": "临朐县", "values": (28, 9, 6)},
                {"name": "安丘市", "values": (33, 5, 4)},
            ],
            series=("按时", "快到期", "超期"),
            unit="件",
        ),
        "jobs": jobs(),
        "amount": 13860000,
        "pupils": 1426308,
        "nearly": 99.97,
        "nothing": None,
        "today": date(2021, 10, 18),
    }


def segments() -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "title": title,
            "kind": kind,
            "word": STATE_WORDS[kind],
            "detail": detail,
            "url": f"#a{number}",
        }
        for number, (title, detail, kind) in enumerate(ACTIONS, start=1)
    ]


def tiles() -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "short": short,
            "column": column,
            "row": row,
            "value": value,
            "kind": kind_of(value),
            "url": "#map",
        }
        for name, short, column, row, value in UNITS
    ]


def kind_of(value: float | None) -> str:
    if value is None:
        return "idle"
    return "ok" if value >= TARGET else "warn" if value >= TARGET * 0.9 else "bad"


def points() -> list[dict[str, Any]]:
    shown = len(REACHED)
    return [
        {
            "at": quarter,
            "target": PLANNED[index],
            "actual": REACHED[index] if index < shown else None,
            "forecast": EXPECTED[index - shown + 1] if index >= shown - 1 else None,
        }
        for index, quarter in enumerate(QUARTERS)
    ]


def indicators() -> list[dict[str, Any]]:
    rising = (52, 58, 63, 68, 71, 74, 77, 78.6)
    falling = (35, 41, 47, 52, 56, 59, 58.6, 58.1)
    return [
        {"name": "智慧校园覆盖率", "value": "78.6", "unit": "%", "share": 78.6, "target": 70, "kind": "ok"}
        | {"word": "达标", "trend": rising, "note": "行动1", "url": "#"},
        {"name": "农村校配齐信息技术教师", "value": "77.9", "unit": "%", "share": 77.9, "target": 85}
        | {"kind": "warn", "word": "接近", "trend": rising[:6], "note": "行动4", "url": "#"},
        {"name": "网络学习空间月活率", "value": "58.1", "unit": "%", "share": 58.1, "target": 65}
        | {"kind": "bad", "word": "滞后", "trend": falling, "note": "行动6", "url": "#"},
        {"name": "名校网络课堂优质课程", "value": None, "unit": "门", "share": None, "target": 70}
        | {"kind": "idle", "word": "未计量", "trend": (), "note": "行动20", "url": ""},
    ]


def jobs() -> list[dict[str, Any]]:
    return [
        {
            "title": "生成16个县市区督导评估报告（PDF）",
            "done": 7,
            "total": 16,
            "unit": "份",
            "kind": "",
            "word": "",
        }
        | {"note": "约3分钟，可以离开本页", "links": [{"title": "取消", "url": "#"}]},
        {
            "title": "导出94所学校验收档案",
            "done": 94,
            "total": 94,
            "unit": "份",
            "kind": "ok",
            "word": "完成 09:41",
        }
        | {"note": "218 MB", "links": [{"title": "下载", "url": "#"}]},
        {"title": "导入学校基础信息", "done": None, "total": None, "unit": "行", "kind": "bad"}
        | {"word": "2,486行已导入，14行有误", "note": "", "links": [{"title": "下载有误的行", "url": "#"}]},
    ]


def words() -> dict[str, Any]:
    answer = ("20项行动中，12项达到2021年目标，", ("6项接近", "warn"), "，", ("2项滞后", "bad"), "。")
    return {
        "answer": [*answer, "最要紧的是农村学校信息技术教师：还差312所没有配齐，临朐、安丘、青州三地占46%。"],
        "facts": [
            ("牵头", "人事科"),
            ("措施", "6条，2条延期", "#"),
            ("来源", "教师管理系统"),
            ("验收日期", None),
        ],
        "notices": [
            {"title": "李某转学：接收学校超时4小时", "note": "红灯督办，同一件事另有2条", "when": "08:30"},
            {"title": "导出完成：94所学校验收档案", "note": "文件保留7天", "when": "昨天", "read": True},
        ],
        "uploads": [
            {"icon": "image", "name": "居住证正面.jpg", "size": "1.8 MB", "kind": "ok", "verb": "预览"}
            | {"word": "已上传，字迹清楚"},
            {"icon": "image", "name": "居住证背面.jpg", "size": "14.2 MB", "kind": "bad", "verb": "重传"}
            | {"word": "网络中断，传到63%。点“重传”接着传"},
        ],
        "colours": [
            ("--act", "石青", "链接、主按钮"),
            ("--ok", "石绿", "达标、按时"),
            ("--warn", "藤黄", "接近、快到期"),
            ("--bad", "朱砂", "滞后、超期"),
            ("--ink", "墨", "正文"),
            ("--ink-2", "淡墨", "说明"),
            ("--ink-3", "浅墨", "最浅的字"),
            ("--brand", "印泥", "标志、印章"),
        ],
        "series": ["--c1", "--c2", "--c3", "--c4", "--c5", "--c6"],
        "shades": ["--s1", "--s2", "--s3", "--s4", "--s5"],
        "covers": [
            ("trio", 0, "人工智能第一课"),
            ("code", 3, "Python编程启蒙"),
            ("book", 2, "跟着课文游潍坊"),
            ("one", 5, "家长怎么听"),
        ],
    }


def ways() -> dict[str, Any]:
    return {
        "trail": [("首页", "#"), ("数据目录", "#"), "学籍基本信息"],
        "parts": [
            {"title": "概况", "url": "#", "current": True, "count": ""},
            {"title": "证据", "url": "#", "current": False, "count": 41},
            {"title": "措施", "url": "#", "current": False, "count": 6},
        ],
        "years": [
            {"title": year, "url": "#", "current": year == "2021"} for year in ("2020", "2021", "2022")
        ],
        "steps": ["确认学生", "选接收学校", "住址和材料", "核对并提交"],
        "case": [
            {
                "state": "done",
                "title": "提交申请",
                "when": "10月13日 09:12",
                "text": "您在手机上提交，免交材料4份。",
            },
            {"state": "done", "title": "受理", "when": "10月13日 10:05", "kind": "ok", "word": "用时53分钟"}
            | {"who": ["诸城市教育和体育局", "时限1天"]},
            {"state": "now", "title": "接收学校确认", "when": "10月15日 15:30应完成", "kind": "bad"}
            | {"word": "超时4小时", "who": ["和平街小学（演示）", "时限1个工作日"], "text": "系统已经在催。"},
            {"state": "wait", "title": "县级审核", "when": "预计10月19日"},
        ],
        "week": [("周一", 18), ("周二", 19), ("周三", 20), ("周四", 21), ("周五", 22)],
        "slots": [
            ("09:00", [FREE, FULL, FREE, ("mine", "我的", "待审核"), SHUT]),
            ("10:30", [FREE, FREE, ("picked", "已选", "30人"), FREE, SHUT]),
        ],
        "duties": [
            {
                "kind": "bad",
                "word": "逾期2天",
                "title": "补交3所学校的无线网络验收证据",
                "url": "#",
                "verb": "去补交",
            }
            | {"notes": ["行动1 智慧校园", "市局9月30日退回", "缺测速截图"], "due": "10月16日"},
            {"kind": "warn", "word": "今天17:00", "title": "审核12条人工智能体验中心团体预约", "url": "#"}
            | {"verb": "批量审核", "notes": ["行动2", "最早一批明天上午到馆"], "due": "今天17:00"},
            {
                "kind": "ok",
                "word": "还有2天",
                "title": "填报三季度“三费”投入台账",
                "url": "#",
                "verb": "继续填",
            }
            | {"notes": ["经费", "11项已填8项"], "due": "10月20日 周三"},
        ],
    }


def lists() -> dict[str, Any]:
    faulty = SampleForm(data={"name": "", "unit": "寿光市", "until": "2021-02-30", "reason": "move"})
    return {"listing": listing(), "sample_form": faulty}


def listing() -> dict[str, Any]:
    columns = [
        column("code", "编号"),
        column("school", "学校", sort="ascending"),
        column("works", "建设内容", sort=""),
        column("amount", "金额（万元）", sort="", align="right"),
    ]
    states = [("全部", "", False), ("待审核", "waiting", True), ("已退回", "returned", False)]
    units = [(name, name, name == "安丘市") for name, *_rest in UNITS]
    return {
        "name": "acceptances",
        "title": "验收",
        "total": 128,
        "columns": columns,
        "rows": table_rows(columns),
        "filters": [chip_of("state", "状态", states), chip_of("unit", "县市区", units)],
        "search": {"value": "", "placeholder": "搜学校或编号"},
        "views": [
            {"title": "我的验收", "url": "?state=waiting", "current": True, "pk": 1},
            {"title": "退回的", "url": "?state=returned", "current": False, "pk": 2},
        ],
        "view_query": "state=waiting",
        "save_view_url": "#",
        "delete_view_url": "#",
        "actions": [
            {"name": "pass", "title": "通过", "danger": False},
            {"name": "return", "title": "退回", "danger": True},
        ],
        "action_url": "#",
        "exports": [{"title": "CSV", "url": "?export=csv"}, {"title": "XLSX", "url": "?export=xlsx"}],
        "pages": {"number": 2, "count": 3, "previous_url": "?page=1", "next_url": "?page=3"},
        "clear_url": "?",
    }


def column(name: str, title: str, *, sort: str | None = None, align: str = "") -> dict[str, Any]:
    """Return a heading; `sort` is how it is sorted now, None where it cannot be."""
    turn = f"?sort=-{name}" if sort == "ascending" else f"?sort={name}"
    link = {"sortable": sort is not None, "sort": sort or "", "sort_url": "" if sort is None else turn}
    return {"name": name, "title": title, "align": align, **link}


def chip_of(name: str, title: str, options: list[tuple[str, str, bool]]) -> dict[str, Any]:
    drawn = [
        {"value": value, "title": word, "url": f"?{name}={value}", "on": on} for word, value, on in options
    ]
    return {"name": name, "title": title, "options": drawn}


def table_rows(columns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = [
        ("安丘市兴安街道中心校（演示）", "录播教室", "128.0"),
        ("安丘市石埠子镇学校（演示）", "校园无线网", "46.5"),
        ("临朐县九山镇学校（演示）", "专递课堂", "61.2"),
        ("高密市柴沟镇学校（演示）", "创客空间", "35.8"),
    ]
    numbered = [(f"G-{412 + index}", *row) for index, row in enumerate(rows)]
    return [
        {
            "pk": index,
            "url": "#",
            "cells": [{"column": each, "html": html} for each, html in zip(columns, row, strict=True)],
        }
        for index, row in enumerate(numbered)
    ]
