"""A city file says who administers which places; what is wrong with one is named, all at once."""

from pathlib import Path

import pytest
import yaml

from yuandu.engines.registry.rules import FaultyCityFile, read_city_file

TEXT = (Path(__file__).parents[3] / "city/weifang.yaml").read_text("utf-8")
WEIFANG = read_city_file(TEXT)


def with_part(**changed):
    """The text of the city file with some of its parts changed."""
    return yaml.safe_dump(yaml.safe_load(TEXT) | changed, allow_unicode=True)


def test_the_file_of_weifang_tells_who_administers_which_township():
    townships = WEIFANG.townships()

    assert [area.name for area in townships["3707GX"]] == ["新城街道", "清池街道", "北海路街道"]
    assert [area.name for area in townships["370705"]] == [
        *("东关街道", "大虞街道", "梨园街道", "廿里堡街道", "潍州路街道", "北苑街道", "广文街道")
    ]
    assert townships["3707JJ"] == townships["370703"]
    assert sum(map(len, townships.values())) == 122 + len(townships["3707JJ"])


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("a: [", ["这不是YAML文件，请检查缩进和标点。"]),
        ("[]", ["城市文件要有city、units和areas三部分，请对照样例补上。"]),
        (with_part(units=[5]), ["units的第1项不是“键: 值”的形式，请对照样例改正。"]),
        (
            with_part(areas=[{"code": "37A", "name": " ", "level": "county"}], units=[], retired_areas=[]),
            ["areas里37A的name应是不空的文字，请加引号。", "areas里的区划代码37A应是6、9或12位数字。"],
        ),
        (
            with_part(
                areas=[
                    {"code": "370000", "name": "甲", "level": "province", "parent": "370100"},
                    {"code": "370100", "name": "乙", "level": "city", "parent": "370000"},
                    {"code": "370200", "name": "丙", "level": "city", "parent": "410000"},
                ],
                units=[],
                retired_areas=[],
            ),
            [
                "区划370000绕一圈又成了自己的上级，请改正。",
                "区划370100绕一圈又成了自己的上级，请改正。",
                "区划370200的上级410000不在areas里，请补上。",
            ],
        ),
    ],
)
def test_a_city_file_that_cannot_be_used_is_refused_with_every_fault(text, faults):
    with pytest.raises(FaultyCityFile) as refused:
        read_city_file(text)

    assert [fault.sentence % fault.details for fault in refused.value.faults] == faults


def test_two_units_with_one_code_or_one_tile_and_an_unknown_area_are_named():
    units = yaml.safe_load(TEXT)["units"][:2]
    units[1] |= {"code": units[0]["code"], "tile": units[0]["tile"], "areas": ["379999"]}

    with pytest.raises(FaultyCityFile) as refused:
        read_city_file(with_part(units=units))

    assert [fault.sentence % fault.details for fault in refused.value.faults] == [
        "units里的代码370702出现了2次，只留一个。",
        "有2个管理单元都在第2列第2行，请错开。",
        "管理单元370702的区划379999不在areas里，请补上。",
    ]
