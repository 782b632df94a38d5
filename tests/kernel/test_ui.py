"""The components say what they must, in words and shapes, and stay within the budget of a slow line."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from hypothesis import strategies as st

from yuandu.kernel import gallery
from yuandu.kernel.drawing import icons, lights, styles

KERNEL = Path(__file__).parents[2] / "yuandu/kernel"
TEMPLATES = sorted((KERNEL / "templates").rglob("*.html"))
KINDS = ("ok", "warn", "bad", "idle")
numbers = st.decimals(min_value=0, max_value=10**10, places=2)


def drawn(source, **context):
    """Return what a piece of template draws, with the components loaded."""
    return Template("{% load ui %}" + source).render(Context(context))


def style_sheet(path):
    return (KERNEL / "static" / path).read_text()


# — states


@pytest.mark.parametrize("kind", KINDS)
def test_a_light_is_shape_word_and_colour_together(kind):
    light = drawn("{% light kind %}", kind=kind).strip()

    assert light == (
        f'<span class="light {kind}"><svg viewBox="0 0 12 12" aria-hidden="true">{lights.SHAPES[kind]}</svg>'
        f"{lights.WORDS[kind]}</span>"
    )


def test_text_of_a_light_cannot_bring_markup():
    assert "&lt;b&gt;" in drawn("{% light 'bad' text %}", text="<b>超时</b>")


def test_an_icon_that_is_not_in_the_set_is_refused():
    with pytest.raises(ValueError, match="no icon 'unicorn'"):
        drawn("{% icon 'unicorn' %}")


def test_the_kite_names_each_action_for_those_who_do_not_see_it():
    html = drawn("{% kite segments title='风筝' %}", segments=gallery.segments())

    assert 'aria-label="2. 人工智能学习体验公共中心：滞后，县市区建成15个"' in html
    assert html.count("<title>") == 20


def test_a_unit_without_a_value_is_an_empty_tile():
    html = drawn("{% tilemap tiles cuts title='各县市区' %}", tiles=gallery.tiles(), cuts=(60, 70, 80, 90))

    assert '<a class="tile q0" href="#map" style="--x:4;--y:4" aria-label="峡山区 — 未开始">' in html


def test_the_map_says_that_it_claims_no_boundary():
    assert "不表示行政界线" in drawn("{% tilemap tiles cuts %}", tiles=gallery.tiles(), cuts=(60, 70, 80, 90))


def test_an_unknown_indicator_shows_a_dash_without_its_unit():
    html = drawn("{% figure '优质课程' None '门' target=70 kind='idle' word='未计量' %}")

    assert '<span class="v">—</span>' in html
    assert 'class="bullet none sm"' in html


def test_one_value_makes_no_line():
    assert drawn("{% spark values %}", values=(71.6,)).strip() == ""


# — charts


def test_behind_every_chart_stands_the_table_that_says_the_same():
    html = drawn(
        "{% chart title='配齐率' data=rows %}<table></table>{% endchart %}", rows=[{"name": "一", "value": 1}]
    )

    assert "<details" in html
    assert html.index("<yd-chart") < html.index("<table>")


# — words on a page


def test_the_answer_marks_what_asks_for_attention():
    html = drawn("{% sentence parts %}", parts=["12项达标，", ("2项滞后", "bad"), "。"]).strip()

    assert html == '<p class="say">12项达标，<mark class="bad">2项滞后</mark>。</p>'


def test_the_stepper_says_where_we_are():
    html = drawn("{% stepper steps 2 %}", steps=["确认学生", "选学校", "提交"])

    assert html.count('aria-current="step"') == 1
    assert "第2步，共3步：选学校" in html


def test_a_job_says_how_far_it_is_and_that_one_may_leave():
    html = drawn("{% progress '导入名册' 6240 9108 '行' %}")

    assert 'aria-valuenow="68"' in html
    assert "6,240 / 9,108行" in html
    assert "可以离开本页" in html


# — tables and forms


def test_every_view_of_a_table_is_a_link_that_renews_only_the_rows():
    html = drawn("{% include 'ui/table.html' %}", listing=gallery.listing())

    chosen = '<a id="chip-state-2" class="chip on" aria-current="true" href="?state=waiting" hx-get="?state=waiting"'
    assert chosen in html
    assert html.count('hx-select="#rows"') == html.count('hx-push-url="true"') > 20


def test_a_sorted_column_says_so_and_offers_the_other_way():
    html = drawn("{% include 'ui/table.html' %}", listing=gallery.listing())

    assert re.findall(r'aria-sort="(\w+)"', html) == ["ascending"]
    assert 'href="?sort=-school"' in html


def test_on_a_phone_each_cell_carries_the_name_of_its_column():
    html = drawn("{% include 'ui/table.html' %}", listing=gallery.listing())

    assert '<td class="r" data-l="金额（万元）">128.0</td>' in html


def test_a_table_that_a_filter_has_emptied_offers_to_clear_it():
    html = drawn("{% include 'ui/table.html' %}", listing=gallery.listing() | {"rows": [], "total": 0})

    assert "没有符合条件的" in html
    assert "<table" not in html


def test_a_table_without_any_row_says_so():
    quiet = {"rows": [], "total": 0, "filters": [], "search": None, "views": [], "save_view_url": None}

    html = drawn("{% include 'ui/table.html' %}", listing=gallery.listing() | quiet)

    assert "这里还没有内容" in html
    assert "清除条件" not in html


def test_a_form_with_faults_begins_with_a_list_of_them_that_takes_the_focus():
    html = str(gallery.lists()["sample_form"])

    assert html.index("autofocus") < html.index("<label")
    assert re.findall(r'<li><a href="(#\w+)">', html) == ["#id_name", "#id_until"]


def test_a_field_is_described_by_its_hint_and_its_fault():
    html = str(gallery.lists()["sample_form"]["name"].as_field_group())

    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert {'id="id_name_helptext"', 'id="id_name_error"'} <= set(re.findall(r'id="\w+"', html))


def test_only_what_may_stay_empty_is_marked():
    form = gallery.SampleForm()

    marked = [name for name in form.fields if "可以不填" in str(form[name].as_field_group())]

    assert marked == ["guardians", "words", "photo"]


# — pages


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_brings_script_or_style_of_its_own(template):
    source = template.read_text()

    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|javascript:", source) == []
    styled = re.findall(r'style="([^"]*)"', source)
    assert [style for style in styled if not re.fullmatch(r"(--\w+:[^;]+;?)+", style)] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_template_compiles_and_stays_short(template):
    get_template(str(template.relative_to(KERNEL / "templates")))

    assert len(template.read_text().splitlines()) <= 150


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_the_page_for_our_own_faults_needs_neither_context_nor_database(name):
    html = render_to_string(name)

    assert html.count("<h1>") == 1
    assert "request_id" not in html


def test_a_stranger_who_is_lost_finds_one_heading_and_a_way_home(client, db):
    response = client.get("/nowhere/")

    html = response.content.decode()
    assert (response.status_code, html.count("<h1>")) == (404, 1)
    assert 'href="/"' in html


def test_the_chosen_theme_and_mode_are_there_from_the_first_byte(client, db):
    client.cookies["yd-theme"], client.cookies["yd-mode"] = "dark", "elder"

    html = client.get("/ui/").content.decode()

    assert re.search(r"<html [^>]+>", html)[0] == '<html lang="zh-hans" data-theme="dark" data-mode="elder">'


def test_the_gallery_shows_every_component(client, db):
    tags = set(re.findall(r"@register\.\w+(?:\(\"ui/\w+\.html\"\))?\ndef (\w+)", source_of_tags()))
    used = "".join(path.read_text() for path in TEMPLATES if "gallery" in str(path))

    missing = {tag for tag in tags if not re.search(rf"{{% {tag}\b|\|{tag}\b", used)}

    assert missing <= INSIDE_OTHERS
    assert client.get("/ui/").status_code == 200


INSIDE_OTHERS = {  # drawn within another component
    *("bullet", "spark", "control", "swap", "swap_form", "stylesheets", "narrowed", "most", "message_kind"),
    *("demo_mark", "city_name"),
}


def source_of_tags():
    return (KERNEL / "templatetags/ui.py").read_text()


# — budget


def minified(css):
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    return re.sub(r"\s*([{};:,])\s*", r"\1", re.sub(r"\s+", " ", css))


def packed(text):
    return len(gzip.compress(text.encode(), 9))


@pytest.mark.parametrize(
    "page", sorted((KERNEL / "static/ui/pages").glob("*.css")), ids=lambda path: path.stem
)
def test_the_style_of_a_page_stays_within_twelve_kilobytes(page):
    shared = "".join(style_sheet(f"ui/{name}.css") for name in styles.PARTS)

    assert packed(minified(shared)) + packed(minified(page.read_text())) <= 12 * 1024


def test_every_island_stays_short():
    islands = (KERNEL / "static/kernel").glob("*.js")

    assert [path.name for path in islands if len(path.read_text().splitlines()) > 150] == []


def test_every_class_in_a_template_is_one_that_the_style_sheets_know():
    sheets = "".join(path.read_text() for path in (KERNEL / "static/ui").rglob("*.css"))
    templates = "".join(path.read_text() for path in TEMPLATES)

    plain = re.sub(r"[\w-]*{{.*?}}", " ", re.sub(r"{%.*?%}", " ", templates))
    used = {name for value in re.findall(r'class="([^"]*)"', plain) for name in value.split()}

    assert used - set(re.findall(r"\.([a-zA-Z][\w-]*)", sheets)) == set()


def test_a_page_without_charts_weighs_at_most_120_kilobytes_on_the_line():
    page = drawn("{% include 'ui/table.html' %}", listing=gallery.listing())
    sheets = "".join(style_sheet(f"ui/{name}.css") for name in styles.PARTS)
    scripts = [finders.find(f"django_htmx/{name}") for name in ("htmx-2.min.js", "ext/hx-sse-2.min.js")]
    files = [*map(Path, scripts), KERNEL / "static/kernel/app.js", icons.SPRITE]

    weight = packed(page) + packed(sheets) + sum(packed(path.read_text()) for path in files)

    assert weight <= 120 * 1024
