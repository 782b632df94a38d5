"""The components of the visual language: what they look like is in templates/ui, what they draw in drawing/."""

from collections.abc import Mapping, Sequence
from typing import Any
from zlib import crc32

from django import template
from django.conf import settings
from django.forms import BoundField, DateField, DateInput, FileInput
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from yuandu.kernel.drawing import charts, covers, icons, lights, sparks, styles, words
from yuandu.kernel.drawing.kite import kite as hung
from yuandu.kernel.drawing.tilemap import tilemap as laid

register = template.Library()

register.filter("number", words.short)
register.filter("groups", words.exact)
register.filter("money", words.money)
register.filter("yuan", words.yuan)
register.filter("percent", words.percent)
register.filter("day", words.day)
register.filter("moment", words.moment)


@register.filter
def dash(value: Any) -> Any:
    """Write "—" for what is not known."""
    return words.UNKNOWN if words.unknown(value) else value


@register.filter
def most(count: int, limit: int) -> str:
    """Write a count that has room for two figures: 128 is 99+."""
    return f"{limit}+" if count > limit else str(count)


@register.filter
def message_kind(level: str) -> str:
    """Return the tone of a note for the level of one of Django's messages."""
    return {"success": "ok", "warning": "warn", "error": "bad"}.get(level, "")


@register.filter
def narrowed(listing: Any) -> bool:
    """Say whether a filter or a search narrows the listing."""
    chosen = (option for chip in listing["filters"] for option in chip["options"])
    searched = listing["search"] and listing["search"]["value"]
    return bool(searched) or any(option["on"] and option["value"] for option in chosen)


@register.simple_tag
def stylesheets() -> SafeString:
    """Link the style sheets that every page wears."""
    sheets = ((static(path),) for path in styles.sheets())
    return format_html_join("\n  ", '<link rel="stylesheet" href="{}">', sheets)


@register.simple_tag
def city_name() -> str:
    """Return the name of the installation's city, in the language of the page."""
    return settings.CITY_NAME_EN if (get_language() or "").startswith("en") else settings.CITY_NAME


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """Draw an icon, `size` sm or lg; without a label it is decoration for the words beside it."""
    classes = f"i i-{size}" if size else "i"
    said = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    sprite = icons.address()
    return format_html(
        '<svg class="{}" {}><use href="{}#{}"/></svg>', classes, said, sprite, icons.known(name)
    )


@register.simple_tag
def swap(url: str) -> SafeString:
    """Make a link that renews only #rows, and works as a plain link without script."""
    return format_html(
        'href="{0}" hx-get="{0}" hx-target="#rows" hx-select="#rows" hx-swap="outerHTML" hx-push-url="true" '
        'hx-indicator="#rows"',
        url,
    )


@register.simple_tag
def swap_form(url: str) -> SafeString:
    """Make a form that renews only #rows while a person types; its action serves without script."""
    return format_html(
        'hx-get="{}" hx-trigger="input delay:400ms, submit" hx-target="#rows" '
        'hx-select="#rows" hx-swap="outerHTML" hx-push-url="true" hx-sync="this:replace"',
        url,
    )


# — states and figures


@register.inclusion_tag("ui/light.html")
def light(kind: str, text: str = "", pill: bool = False) -> dict[str, Any]:
    """Draw a light, kind ok, warn, bad or idle; the text states the fact (“超时 4 小时”)."""
    return lights.light(kind, text, pill=pill)


@register.inclusion_tag("ui/bullet.html")
def bullet(
    value: float | None, target: float | None = None, label: str = "", small: bool = True
) -> dict[str, Any]:
    """Draw a bar and the tick of its target, both percentages of its length."""
    return {"value": sparks.share(value), "target": sparks.share(target), "label": label, "small": small}


@register.inclusion_tag("ui/spark.html")
def spark(values: Sequence[float | None], target: float | None = None) -> dict[str, Any]:
    """Draw a small line of values in order of time, with the target dashed."""
    return sparks.spark(values, target)


@register.inclusion_tag("ui/tilemap.html")
def tilemap(
    tiles: Sequence[Mapping],
    cuts: Sequence[float],
    unit: str = "%",
    current: str | None = None,
    title: str = "",
) -> dict[str, Any]:
    """Draw the units as tiles (drawing.tilemap says what a tile holds)."""
    return {"tiles": laid(tiles, cuts=cuts, unit=unit, current=current), "cuts": cuts, "title": title}


@register.inclusion_tag("ui/kite.html")
def kite(segments: Sequence[dict], title: str, wall: bool = False) -> dict[str, Any]:
    """Draw the kite of the actions (drawing.kite says what a segment holds)."""
    return hung(segments) | {"title": title, "wall": wall}


@register.inclusion_tag("ui/cover.html")
def cover(kind: str, seed: int = 0) -> dict[str, Any]:
    """Draw the cover of a resource: kind one, trio, grid, book or code."""
    return covers.cover(kind, seed)


@register.inclusion_tag("ui/figure.html")
def figure(
    name: str,
    value: Any,
    unit: str = "",
    share: float | None = None,
    target: float | None = None,
    kind: str = "",
    word: str = "",
    trend: Sequence[float | None] = (),
    url: str = "",
    note: str = "",
) -> dict[str, Any]:
    """Draw an indicator: `share` and `target` are percentages of the bar, `trend` its past values."""
    return locals()


@register.inclusion_tag("ui/progress.html")
def progress(
    title: str,
    done: int | None = None,
    total: int | None = None,
    unit: str = "",
    kind: str = "",
    word: str = "",
    note: str = "",
    links: Sequence[Mapping] = (),
) -> dict[str, Any]:
    """Draw a long job: done of total; when it has ended, `kind` and `word` say how; links are {title, url}."""
    share = None if not total else min(100, 100 * (done or 0) // total)
    return locals()


# — words on a page


@register.simple_tag
def tag(text: str, tone: str = "") -> SafeString:
    """Draw a small label, tone act or out."""
    return format_html('<span class="tag {}">{}</span>', tone, text)


@register.inclusion_tag("ui/source.html")
def source(text: str, kind: str = "") -> dict[str, Any]:
    """Say where a datum comes from; kind fill is filled in here, need must be uploaded."""
    return {"text": text, "kind": kind}


@register.inclusion_tag("ui/grade.html")
def grade(level: str, word: str = "") -> dict[str, Any]:
    """Draw the class of a datum, L1 to L4."""
    return {"level": level, "word": word}


@register.inclusion_tag("ui/seal.html")
def seal(small: bool = False) -> dict[str, Any]:
    """Draw the seal of the one authoritative source; nothing else may wear it."""
    return {"small": small}


@register.inclusion_tag("ui/sentence.html")
def sentence(parts: Sequence[str | tuple[str, str]]) -> dict[str, Any]:
    """Say the answer of a page: parts are texts, or (text, kind) for a mark of kind warn or bad."""
    return {"parts": [(part, "") if isinstance(part, str) else part for part in parts]}


@register.inclusion_tag("ui/empty.html")
def empty(title: str, note: str = "", url: str = "", link: str = "", kind: str = "") -> dict[str, Any]:
    """Say that there is nothing, and what to do next; kind bad is for a failure."""
    return locals()


@register.inclusion_tag("ui/definitions.html")
def definitions(pairs: Sequence[Any]) -> dict[str, Any]:
    """Draw terms and what they are: (term, value) or (term, value, url); a None value is unknown."""
    return {"pairs": [(*pair, "")[:3] for pair in pairs]}


@register.inclusion_tag("ui/toast.html")
def toast(text: str, undo_url: str = "") -> dict[str, Any]:
    """Confirm what the person just did; `undo_url` takes it back by POST."""
    return {"text": text, "undo_url": undo_url}


@register.inclusion_tag("ui/demo_mark.html")
def demo_mark(text: str = "") -> dict[str, Any]:
    """Say that what the page shows is demonstration data."""
    return {"demonstration": True, "text": text}


# — ways


@register.inclusion_tag("ui/crumbs.html")
def crumbs(items: Sequence[Any]) -> dict[str, Any]:
    """Draw the trail to this page: (title, url), the last without url."""
    return {"items": [(item, "") if isinstance(item, str) else (*item, "")[:2] for item in items]}


@register.inclusion_tag("ui/tabs.html")
def tabs(items: Sequence[Mapping], label: str) -> dict[str, Any]:
    """Draw links to the parts of a subject: {title, url, current, count}."""
    return {"items": items, "label": label}


@register.inclusion_tag("ui/segments.html")
def segments(items: Sequence[Mapping], label: str) -> dict[str, Any]:
    """Draw a choice of few views: {title, url, current, icon}."""
    return {"items": items, "label": label}


@register.inclusion_tag("ui/chip.html")
def chip(text: str, url: str, on: bool = False, kind: str = "") -> dict[str, Any]:
    """Draw a filter chip; with a kind it carries that light."""
    return locals()


@register.inclusion_tag("ui/stepper.html")
def stepper(steps: Sequence[str], current: int) -> dict[str, Any]:
    """Draw the steps of a form; `current` counts from 1."""
    return {"steps": steps, "current": current, "now": steps[current - 1], "count": len(steps)}


@register.inclusion_tag("ui/timeline.html")
def timeline(items: Sequence[Mapping]) -> dict[str, Any]:
    """Draw the way of a case: {state (done, now, wait), title, when, kind, word, who, text, html}."""
    return {"items": items}


@register.inclusion_tag("ui/task_row.html")
def task_row(task: Mapping, primary: bool = False) -> dict[str, Any]:
    """Draw a duty, an item of <ul class="tasks">: {kind, word, title, url, notes, due, verb}."""
    return {"task": task, "primary": primary}


# — blocks with content


@register.simple_block_tag
def card(content: SafeString, title: str = "") -> SafeString:
    """Draw a sheet: {% card title="…" %}…{% endcard %}."""
    return render_to_string("ui/card.html", {"content": content, "title": title})


@register.simple_block_tag
def section(
    content: SafeString, title: str, note: str = "", link: str = "", url: str = "", thin: bool = False
) -> SafeString:
    """Draw a part of a page under a rule: {% section title="…" note="…" link="…" url="…" %}…{% endsection %}."""
    return render_to_string("ui/section.html", locals())


@register.simple_block_tag
def note(content: SafeString, tone: str = "", title: str = "") -> SafeString:
    """Draw a remark, tone ok, warn or bad: {% note tone="warn" %}…{% endnote %}."""
    return render_to_string("ui/note.html", locals())


@register.simple_block_tag
def say(content: SafeString) -> SafeString:
    """Say the answer of a page before its evidence: {% say %}…{% mark "6项接近" "warn" %}…{% endsay %}."""
    return format_html('<p class="say">{}</p>', content)


@register.simple_tag
def mark(text: str, kind: str = "warn") -> SafeString:
    """Mark the part of the sentence that asks for attention, kind warn or bad."""
    return format_html('<mark class="{}">{}</mark>', kind, text)


@register.simple_block_tag
def chart(
    content: SafeString,
    title: str,
    option: dict | None = None,
    data: Sequence[dict] = (),
    name: str = "",
    unit: str = "",
    label: str = "",
    height: int = 0,
) -> SafeString:
    """Draw an option of drawing.charts, or bars of [{"name", "value"}], above the table that says the same."""
    option = option or charts.bars(data, unit=unit)
    context = {
        "content": content,
        "title": title,
        "option": {key: value for key, value in option.items() if key != "height"},
        "height": height or option.get("height", 220),
        "label": label or title,
        "legend": charts.legend(option),
        "source": f"{name or f'chart-{crc32(title.encode()):x}'}-data",
    }
    return render_to_string("ui/chart.html", context)


# — forms


@register.filter
def control(field: BoundField) -> SafeString:
    """Draw the input of a form field in the look of the product."""
    if isinstance(field.field, DateField) and isinstance(field.field.widget, DateInput):
        return field.as_widget(DateInput(attrs={"class": "inp", "type": "date"}, format="%Y-%m-%d"))
    if isinstance(field.field.widget, FileInput):
        return field.as_widget(attrs={"class": "inp-file"})
    return field.as_widget(attrs={"class": "inp err" if field.errors else "inp"})
