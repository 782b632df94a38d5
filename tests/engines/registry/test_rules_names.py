"""Names: pinyin, one way to write them, likeness, hiding."""

import csv
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from yuandu.engines.registry.rules import (
    PinyinKeys,
    bigrams,
    mask_name,
    mask_number,
    normalise_name,
    pinyin_of,
    search_key,
    similarity,
)

DIVISIONS = Path(__file__).parents[3] / "../shared/data/geo/weifang-divisions.csv"
HAN = "潍坊市奎文区第一小学临朐昌乐安丘诸城青州寿光高密李王张刘陈杨赵孙单解明芳娜敏静丽强磊军洋"
TEXTS = st.text(HAN + "abcXYZ019 ·-（）", max_size=12)


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("潍坊", "wei fang", "wf"),
        ("临朐县", "lin qu xian", "lqx"),
        ("昌乐县鄌郚镇", "chang le xian tang wu zhen", "clxtwz"),
        ("长流埠", "chang liu bu", "clb"),
        ("廿里堡街道", "nian li pu jie dao", "nlpjd"),
        ("卜庄镇", "bu zhuang zhen", "bzz"),
        ("益都街道", "yi du jie dao", "ydjd"),
        ("行知学校", "xing zhi xue xiao", "xzxx"),
        ("音乐教室", "yin yue jiao shi", "yyjs"),
        ("校长", "xiao zhang", "xz"),
        ("单家庄", "shan jia zhuang", "sjz"),
        ("第2中学", "di 2 zhong xue", "d2zx"),
        ("ＡＩ体验中心（东校区）", "ai ti yan zhong xin dong xiao qu", "aityzxdxq"),
        ("阿依古丽·买买提", "a yi gu li mai mai ti", "ayglmmt"),
        ("", "", ""),
        ("·（）", "", ""),
    ],
)
def test_a_name_is_found_by_its_pinyin(name, full, initials):
    assert pinyin_of(name) == PinyinKeys(full, initials)


@pytest.mark.parametrize(
    ("name", "full"),
    [("单晓军", "shan xiao jun"), ("解明", "xie ming"), ("尉迟乐", "yu chi le"), ("曾敏", "zeng min")],
)
def test_a_surname_is_read_as_one(name, full):
    assert pinyin_of(name, of_person=True).full == full


def test_a_surname_reading_is_only_for_the_first_character_of_a_person():
    assert pinyin_of("李解", of_person=True).full == "li jie"
    assert pinyin_of("区实验小学").full == "qu shi yan xiao xue"


@given(TEXTS)
def test_the_initials_are_the_first_letters_and_whole_words_of_latin(text):
    keys = pinyin_of(text)

    words = keys.full.split()
    assert len(words) == len([word for word in words if word.isascii() and word.isalnum()])
    assert "".join(keys.initials).startswith(words[0][0] if words else "")


@given(st.text(HAN.replace("乐", ""), min_size=1, max_size=6))
def test_characters_without_a_correction_are_read_as_the_dictionary_reads_them_alone(text):
    plain = text.replace("单", "李").replace("解", "李")

    assert pinyin_of(plain).full.split() == [lazy_pinyin(character)[0] for character in plain]


@given(st.text(max_size=20))
@example("𠮷野家")
@example("İstanbul ﬁ ½ ǆ")
def test_any_text_has_keys(text):
    keys = pinyin_of(text)

    assert keys.full == keys.full.strip()
    assert bool(keys.full) == bool(keys.initials)


@pytest.mark.skipif(not DIVISIONS.exists(), reason="the list of divisions is not beside this copy")
def test_every_division_of_the_city_is_read_whole():
    with DIVISIONS.open(encoding="utf-8") as file:
        names = [row["name"] for row in csv.DictReader(file)]

    wrong = [name for name in names if len(pinyin_of(name).full.split()) != len(name)]

    assert wrong == []


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" 李　明 ", "李明"),
        ("李\u200b明", "李明"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽 . 买买提", "阿依古丽·买买提"),
        ("阿依古丽．买买提", "阿依古丽·买买提"),
        ("Ｊｏｈｎ　Smith", "John Smith"),
        ("John  Q. Smith", "John Q. Smith"),
        ("", ""),
    ],
)
def test_a_name_is_written_one_way(typed, name):
    assert normalise_name(typed) == name


@given(TEXTS)
def test_a_name_written_one_way_is_not_changed_again(text):
    assert normalise_name(normalise_name(text)) == normalise_name(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [("潍坊 一中（东校区）", "潍坊一中东校区"), ("Wei-Fang", "weifang"), ("ＡＢ１", "ab1"), ("·", "")],
)
def test_signs_and_width_do_not_matter_in_a_search(text, key):
    assert search_key(text) == key


@given(TEXTS)
def test_a_search_key_is_not_changed_again(text):
    assert search_key(search_key(text)) == search_key(text)


def test_the_pairs_of_a_name_are_its_neighbouring_characters():
    assert [bigrams(text) for text in ("", "李", "李明", "李小明")] == [
        set(),
        {"李"},
        {"李明"},
        {"李小", "小明"},
    ]


@given(text=TEXTS.filter(lambda text: len(text) > 1), start=st.integers(0, 10), end=st.integers(0, 12))
def test_a_part_of_a_text_has_a_part_of_its_pairs(text, start, end):
    part = text[start:end]

    assert bigrams(part) <= bigrams(text) or len(part) == 1


@given(a=TEXTS, b=TEXTS)
def test_likeness_is_mutual_and_between_none_and_all(a, b):
    assert similarity(a, b) == similarity(b, a)
    assert 0 <= similarity(a, b) <= 1


@given(TEXTS)
def test_a_text_is_wholly_like_itself(text):
    assert similarity(text, text) == 1


def test_a_name_with_one_other_character_is_more_alike_than_with_two():
    assert similarity("王小明", "王小敏") == 0.5
    assert similarity("王小明", "王晓敏") == 0.25
    assert similarity("王小明", "李晓敏") == 0


@pytest.mark.parametrize(
    ("name", "shown"), [("李娜", "李**"), ("欧阳小娜", "欧**"), ("李", "李**"), ("", "")]
)
def test_a_hidden_name_shows_its_first_character_and_not_its_length(name, shown):
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13800002206", "138****2206"),
        ("370705201203150012", "370705********0012"),
        ("G370705201203150012", "G370705********0012"),
        ("E12345678", "E******78"),
        ("1234", "****"),
        ("", ""),
    ],
)
def test_a_hidden_number_shows_its_ends(number, shown):
    assert mask_number(number) == shown


@given(st.text("0123456789GJLX", max_size=24))
def test_a_hidden_number_is_as_long_and_hides_a_birth_date_whole(number):
    shown = mask_number(number)

    assert len(shown) == len(number)
    assert shown.count("*") >= (8 if len(number) >= 18 else min(len(number), 2))
