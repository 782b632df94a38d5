"""The templates that the platform hands out, as data: what each asks for, column by column.

A column keeps its `name` for good. When its title changes, the old one goes to `former` and the version goes up,
so that workbooks filled in by an old template are still read.
"""

from dataclasses import dataclass

from yuandu.engines.registry.rules.marking import marked as _

EXAMPLE = "示例"  # a row with a cell that begins with this word and a colon is an example
TEXT_LENGTH = 200  # characters
ID_CARD_TITLES = ("身份证号", "身份证号码", "身份证件号", "身份证件号码")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a template.

    `kind` is text, date, phone, paper (a number of a document, kept as text) or "code:" with a code table's name.
    """

    name: str
    title: str
    kind: str = "text"
    required: bool = False
    hint: str = ""
    example: str = ""
    former: tuple[str, ...] = ()
    length: int = TEXT_LENGTH

    @property
    def code_table(self) -> str:
        """The code table that the values come from, or nothing."""
        return self.kind.removeprefix("code:") if self.kind.startswith("code:") else ""

    @property
    def heading(self) -> str:
        """The title as it stands in the workbook, with a star if the column is required."""
        return f"{self.title}*" if self.required else self.title


@dataclass(frozen=True, slots=True)
class Template:
    """One workbook: its kind of rows, the name of its sheet, and its columns in order."""

    kind: str
    title: str
    version: int
    columns: tuple[Column, ...]
    advice: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return the column of this name; raises KeyError."""
        return {column.name: column for column in self.columns}[name]


GUIDE = (
    _("从“示例”那一行的下一行开始填，一行一条；示例行不会导入，可以删去。"),
    _("带 * 的列必填。列可以调换次序，不需要的列可以留空，不要改列名。"),
    _("证件号码、学籍号、电话等列已设为文本格式；从别处粘贴时请选“只粘贴值”。"),
    _("日期写成2015-09-01；有下拉列表的列请从列表里选。"),
    _("不要合并单元格，不要在一格里写公式。"),
)

ORGANISATIONS = Template(
    kind="organisations",
    title=_("学校与机构"),
    version=1,
    advice=(_("先写上级机构，再写下级机构；上级已在平台里的，直接写它的名称或标识码。"),),
    columns=(
        Column(
            "name",
            _("机构名称"),
            required=True,
            hint=_("公章上的全称。"),
            example="示例：奎文区第一小学",
            former=("学校名称", "单位名称", "全称"),
        ),
        Column("short_name", _("简称"), hint=_("日常叫法，可不填。"), example="奎文一小"),
        Column("level", _("机构层级"), kind="code:organisation_level", required=True, example="学校"),
        Column("kind", _("机构类别"), kind="code:organisation_kind", example="学校"),
        Column(
            "parent", _("上级机构"), required=True, hint=_("名称或标识码。"), example="奎文区教育和体育局"
        ),
        Column(
            "identifier",
            _("机构标识码"),
            kind="paper",
            hint=_("教育部统一编的10位代码，没有可不填。"),
            example="2137000001",
            former=("学校标识码", "标识码"),
        ),
        Column("uscc", _("统一社会信用代码"), kind="paper", hint=_("18位。"), example="12370700MB28567892"),
        Column("school_kind", _("办学类型"), kind="code:school_kind", hint=_("学校填写。"), example="小学"),
        Column("urban_rural", _("城乡类型"), kind="code:urban_rural", hint=_("学校填写。"), example="主城区"),
        Column(
            "area", _("区划代码"), kind="paper", hint=_("6位，所在县（市、区）的代码。"), example="370705"
        ),
        Column("address", _("地址"), example="胜利东街1号"),
        Column("phone", _("联系电话"), kind="phone", example="0536-8000000"),
        Column("opened_on", _("设立日期"), kind="date", example="1998-09-01", former=("建校日期",)),
        Column("closed_on", _("撤销日期"), kind="date", hint=_("还在办的不填。")),
    ),
)

STAFF = Template(
    kind="staff",
    title=_("教职工"),
    version=1,
    advice=(_("一人在几处任职，就写几行，姓名和证件号码写成一样。"),),
    columns=(
        Column("name", _("姓名"), required=True, example="示例：王老师"),
        Column(
            "paper_kind",
            _("证件类型"),
            kind="code:paper_kind",
            hint=_("不填按居民身份证。"),
            example="居民身份证",
        ),
        Column(
            "paper_number",
            _("证件号码"),
            kind="paper",
            required=True,
            example="370705198001010014",
            former=ID_CARD_TITLES,
        ),
        Column("sex", _("性别"), kind="code:sex", example="女"),
        Column("born_on", _("出生日期"), kind="date", hint=_("有身份证号码可不填。"), example="1980-01-01"),
        Column("ethnic_group", _("民族"), kind="code:ethnic_group", example="汉族"),
        Column("phone", _("手机号码"), kind="phone", example="13800000000", former=("手机号", "联系电话")),
        Column("staff_number", _("工号"), kind="paper", example="T0001"),
        Column(
            "organisation",
            _("所在机构"),
            required=True,
            hint=_("名称或标识码。"),
            example="奎文区第一小学",
            former=("所在单位", "学校名称"),
        ),
        Column("post_kind", _("岗位"), kind="code:post_kind", required=True, example="任课教师"),
        Column("subject", _("任教学科"), kind="code:subject", hint=_("教师填写。"), example="语文"),
        Column(
            "classes",
            _("任教班级"),
            hint=_("几个班用顿号隔开，例如：2020级1班、2020级2班。"),
            example="2020级1班",
        ),
        Column("education_level", _("学历"), kind="code:education_level", example="大学本科毕业"),
        Column("begins_on", _("任职起始日期"), kind="date", hint=_("不填按导入当天。"), example="2020-09-01"),
        Column("ends_on", _("任职结束日期"), kind="date", hint=_("还在任的不填。")),
    ),
)


def guardian(number: int, *, name: str, relation: str, phone: str) -> tuple[Column, ...]:
    """Return the columns of one guardian of a pupil; the values are those of the example row."""
    texts = {
        1: (_("监护人1姓名"), _("监护人1关系"), _("监护人1证件号码"), _("监护人1电话")),
        2: (_("监护人2姓名"), _("监护人2关系"), _("监护人2证件号码"), _("监护人2电话")),
    }[number]
    return (
        Column(f"guardian_{number}_name", texts[0], example=name),
        Column(f"guardian_{number}_relation", texts[1], kind="code:guardian_relation", example=relation),
        Column(f"guardian_{number}_paper_number", texts[2], kind="paper", hint=_("可不填。")),
        Column(f"guardian_{number}_phone", texts[3], kind="phone", example=phone),
    )


PUPILS = Template(
    kind="pupils",
    title=_("学生与监护人"),
    version=1,
    advice=(_("一名学生一行；监护人最多写两位，写了姓名就要写关系。"),),
    columns=(
        Column("name", _("姓名"), required=True, example="示例：王小明", former=("学生姓名",)),
        Column(
            "pupil_number",
            _("学籍号"),
            kind="paper",
            hint=_("G、J 或 L 开头，19位。"),
            example="G370705201203150012",
        ),
        Column(
            "paper_kind",
            _("证件类型"),
            kind="code:paper_kind",
            hint=_("不填按居民身份证。"),
            example="居民身份证",
        ),
        Column(
            "paper_number",
            _("证件号码"),
            kind="paper",
            hint=_("没有证件的，要填学籍号。"),
            example="370705201203150012",
            former=ID_CARD_TITLES,
        ),
        Column("sex", _("性别"), kind="code:sex", required=True, example="男"),
        Column("born_on", _("出生日期"), kind="date", hint=_("有身份证号码可不填。"), example="2012-03-15"),
        Column("ethnic_group", _("民族"), kind="code:ethnic_group", example="汉族"),
        Column(
            "school",
            _("学校"),
            required=True,
            hint=_("名称或标识码。"),
            example="奎文区第一小学",
            former=("学校名称", "所在学校", "就读学校"),
        ),
        Column("grade", _("年级"), kind="code:grade", required=True, example="小学一年级"),
        Column("class_name", _("班级"), required=True, hint=_("例如：2018级1班。"), example="2018级1班"),
        Column("seat_number", _("座号"), example="1"),
        Column("begins_on", _("入学日期"), kind="date", hint=_("到这个班的日期。"), example="2018-09-01"),
        *guardian(1, name="王大明", relation="父亲", phone="13800000000"),
        *guardian(2, name="李小红", relation="母亲", phone="13900000000"),
    ),
)

TEMPLATES = {template.kind: template for template in (ORGANISATIONS, STAFF, PUPILS)}
