"""The file that was allowed: what is in it, for whom it is marked, who gets it, and what is recorded."""

import csv
import zipfile
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from yuandu.engines.activity import api as activity
from yuandu.engines.files import api as files
from yuandu.engines.registry.models import ExportedPeople, Grant, Person, Post
from yuandu.engines.registry.services import people, privacy
from yuandu.engines.registry.services.export import FORMS


def content_of(request):
    with files.open_file(request.file) as content:
        return content.read()


def lines_of(request):
    return list(csv.reader(StringIO(content_of(request).decode("utf-8-sig"))))


def test_a_file_holds_the_chosen_columns_whole_and_is_marked_on_every_line(made):
    request = made()

    first, headings, *rows, last = lines_of(request)

    assert first == last
    for word in (request.number, "asker（奎文区 教育行政人员）", "colleague", "市招生办", "不得转给他人"):
        assert word in first[0]
    assert headings == ["姓名", "班级", "追溯码"]
    assert [row[:2] for row in rows] == [
        ["李知远", "2018级1班"],
        ["王梓涵", "2018级1班"],
        ["张一诺", "2018级1班"],
    ]
    assert [row[2].rpartition("-")[0] for row in rows] == [f"{request.number}-{n}" for n in (1, 2, 3)]
    assert all(privacy.is_ours(row[2]) for row in rows)
    assert (request.made, request.state) == (3, "MADE")


def test_a_forged_trace_is_not_ours(made):
    trace = lines_of(made())[2][2]
    number, _dash, proof = trace.rpartition("-")

    assert [
        privacy.is_ours(forged) for forged in (f"{number}-000000", f"{number}9-{proof}", "nonsense", "")
    ] == [False] * 4


def test_a_workbook_is_marked_above_below_on_paper_and_inside(made):
    request = made(form="xlsx")

    book = load_workbook(BytesIO(content_of(request)))
    [sheet] = book.worksheets
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert rows[0] == rows[-1]
    assert request.number in rows[0][0]
    assert rows[1] == ["姓名", "班级", "追溯码"]
    assert len(rows) == 6
    assert request.number in sheet.oddHeader.center.text
    assert request.number in sheet.oddFooter.center.text
    assert {prop.name: prop.value for prop in book.custom_doc_props.props} == {"Yuandu": request.number}


def test_a_file_is_made_in_the_scope_that_the_asker_has_then(
    ask, colleague, asker, city, pupils, settings, tmp_path
):
    settings.HOME = tmp_path
    request = ask()
    privacy.allow_export(request=request, by=colleague, at=timezone.now())
    second = city["二小"]
    Post.objects.filter(person=pupils[0]).update(path=second.path, unit=city["潍城区"], school=second)

    request = privacy.make_export(request_id=request.pk, at=timezone.now())

    assert [row[0] for row in lines_of(request)[2:-1]] == ["王梓涵", "张一诺"]


def test_who_lost_the_seat_gets_no_file(ask, colleague, asker):
    request = ask()
    privacy.allow_export(request=request, by=colleague, at=timezone.now())
    Grant.objects.filter(user=asker).update(to_on=timezone.localdate())

    with pytest.raises(privacy.SeatGone):
        privacy.make_export(request_id=request.pk, at=timezone.now())

    request.refresh_from_db()
    assert (request.state, request.file) == ("ALLOWED", None)


def test_nothing_is_made_before_it_is_allowed(ask):
    request = privacy.make_export(request_id=ask().pk, at=timezone.now())

    assert (request.state, request.file) == ("WAITING", None)


def test_a_file_made_twice_is_one_file(made):
    request = made()

    again = privacy.make_export(request_id=request.pk, at=timezone.now())

    assert again.file == request.file
    assert ExportedPeople.objects.count() == 1


def test_each_download_is_recorded_with_everybody_in_the_file(made, asker, pupils):
    request = made()

    for _time in range(2):
        content, _file = privacy.hand_out(request=request, by=asker, at=timezone.now())
        content.close()

    facts = activity.facts_about(f"registry.ExportRequest:{request.pk}").filter(verb="registry.exported")
    ids = sorted(pupil.pk for pupil in pupils)
    assert [(fact.by_id, sorted(fact.people), fact.because) for fact in facts] == [
        (asker.pk, ids, "学籍办理")
    ] * 2
    assert [fact.verb for fact in activity.looks_at(pupils[0].pk)] == ["registry.exported"] * 2


def test_a_thousand_people_are_one_entry_and_more_are_several(made, asker, city, monkeypatch):
    monkeypatch.setattr("yuandu.engines.registry.services.privacy.making.AT_ONCE", 2)
    request = made()

    privacy.hand_out(request=request, by=asker, at=timezone.now())

    facts = activity.facts_about(f"registry.ExportRequest:{request.pk}").filter(verb="registry.exported")
    assert sorted(len(fact.people) for fact in facts) == [1, 2]


def test_a_file_is_had_so_often_and_so_long(made, asker, colleague):
    request, at = made(), timezone.now()

    with pytest.raises(privacy.NotYours):
        privacy.hand_out(request=request, by=colleague, at=at)
    with pytest.raises(privacy.NoLonger):
        privacy.hand_out(request=request, by=asker, at=at + timedelta(days=8))
    for _time in range(3):
        privacy.hand_out(request=request, by=asker, at=at)
    with pytest.raises(privacy.NoLonger):
        privacy.hand_out(request=request, by=asker, at=at)

    request.refresh_from_db()
    assert request.downloads == 3


@pytest.mark.parametrize("form", FORMS)
def test_a_whole_place_goes_the_same_way_and_its_archive_is_marked(
    asker, colleague, city, pupils, settings, tmp_path, form
):
    settings.HOME = tmp_path
    people.add_guardian(pupil=pupils[0], name="李大山", relation="father", by=None, at=timezone.now())
    wanted = privacy.wanted_roster(place=city["奎文区"], form=form, on=timezone.localdate())
    at, until = timezone.now(), timezone.localdate()
    request = privacy.ask_for_export(
        wanted=wanted, purpose="enrolment", recipient="本人", needed_until=until, by=asker, at=at
    )
    privacy.allow_export(request=request, by=colleague, at=at)

    request = privacy.make_export(request_id=request.pk, at=at)

    with zipfile.ZipFile(BytesIO(content_of(request))) as archive:
        assert request.number in archive.comment.decode()
        assert archive.testzip() is None
    [part] = ExportedPeople.objects.all()
    assert sorted(part.people) == sorted(Person.objects.values_list("pk", flat=True))
