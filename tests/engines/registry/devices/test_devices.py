"""Class devices and pictures: who may register and hand out, what is kept, and what ends it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.children import NAMES, account, device_of, opened, pictures_of, posted, taught
from yuandu.engines.activity import api as activity
from yuandu.engines.registry.models import ClassCode, Device, PictureKey, Post, User
from yuandu.engines.registry.queries import devices as queries
from yuandu.engines.registry.rules.activation import written_code
from yuandu.engines.registry.services import devices as services


@pytest.fixture
def form(city):
    """一小's first grade, with children and their teacher."""
    place = opened(city)
    for name in NAMES:
        posted(name, place)
    return place


@pytest.fixture
def teacher(form):
    return taught(form)


def verbs(about):
    return [fact.verb for fact in activity.facts_about(about)]


def test_a_device_is_registered_by_a_code_that_is_typed_once_and_only_hashes_are_kept(form, teacher):
    at = timezone.now()
    asked, code = services.ask_device(organisation=form, title="平板1号", by=teacher, at=at)

    device, token = services.register_device(code=written_code(code).lower(), at=at + timedelta(minutes=9))

    assert device == asked
    assert queries.device_with(token) == device
    assert (code in str(Device.objects.values()), token in str(Device.objects.values())) == (False, False)
    assert verbs(f"registry.Device:{device.pk}") == ["registry.device_registered"]
    with pytest.raises(services.WrongDeviceCode):
        services.register_device(code=code, at=at)


def test_a_wrong_code_and_one_that_is_too_old_are_refused_alike(form, teacher):
    at, said = timezone.now(), set()
    _device, code = services.ask_device(organisation=form, title="平板1号", by=teacher, at=at)

    for typed, when in (("22222-22222", at), (code, at + timedelta(minutes=10))):
        with pytest.raises(services.WrongDeviceCode) as refusal:
            services.register_device(code=typed, at=when)
        said.add(str(refusal.value))

    assert len(said) == 1
    assert not Device.objects.filter(token_hash__isnull=False).exists()


def test_a_device_whose_code_was_never_typed_is_forgotten(form, teacher):
    at = timezone.now()
    asked, _code = services.ask_device(organisation=form, title="平板1号", by=teacher, at=at)

    assert list(queries.devices_at(form, at=at)) == [asked]
    assert list(queries.devices_at(form, at=at + timedelta(minutes=10))) == []


def test_a_revoked_device_is_known_no_more(form, teacher):
    device, token = device_of(form, teacher)

    services.revoke_device(device=device, by=teacher, at=timezone.now(), because="丢了")

    assert queries.device_with(token) is None
    facts = activity.facts_about(f"registry.Device:{device.pk}")
    assert [(fact.verb, fact.because) for fact in facts if fact.because] == [
        ("registry.device_revoked", "丢了")
    ]


@pytest.mark.parametrize(("grade_no", "allowed"), [(1, True), (3, True), (4, False), (6, False)])
def test_only_the_grades_that_the_table_allows_sign_in_by_pictures(city, grade_no, allowed):
    place = opened(city, grade_no=grade_no)

    assert queries.pictures_allowed(place, on=timezone.localdate()) is allowed


def test_older_children_get_no_pictures_and_no_class_code(city):
    place = opened(city, grade_no=4)
    teacher = taught(place)

    for make in (services.make_class_code, services.make_pictures):
        more = {"people": None} if make is services.make_pictures else {}
        with pytest.raises(services.NotByPictures):
            make(organisation=place, by=teacher, at=timezone.now(), **more)

    assert (PictureKey.objects.count(), ClassCode.objects.count()) == (0, 0)


def test_pictures_are_made_for_who_has_none_and_anew_for_who_is_ticked(form, teacher):
    first = pictures_of(form, teacher)
    cards = {card.name: card.picture for card in queries.cards_in(form, on=timezone.localdate())}

    again = pictures_of(form, teacher)
    renewed = pictures_of(form, teacher, people=[first["李小鸢"].person.pk, 999_999])

    assert set(first) == set(NAMES)
    assert len({slip.card for slip in first.values()}) == len(NAMES)
    assert again == {}
    assert list(renewed) == ["李小鸢"]
    assert renewed["李小鸢"].card == first["李小鸢"].card
    assert set(cards) == {"小鸢", "王小雨", "赵小雨", "明月", "陈飞"}


def test_of_secret_pictures_only_a_hash_is_kept(form, teacher):
    slip = pictures_of(form, teacher)["李小鸢"]

    kept = PictureKey.objects.get(person=slip.person)
    assert kept.sequence_hash == services.sequence_hash_of(slip.person.pk, slip.sequence)
    facts = activity.facts_about(f"registry.Organisation:{form.pk}")
    assert [(fact.verb, fact.data) for fact in facts][1:] == [("registry.pictures_made", {"count": 5})]


def test_a_child_signs_in_with_the_right_pictures_in_the_right_order_and_gets_an_account_once(form, teacher):
    device, _token = device_of(form, teacher)
    slip = pictures_of(form, teacher)["李小鸢"]
    asked = {"device": device, "organisation": form, "key": slip.person.pictures.pk, "at": timezone.now()}

    for wrong in (slip.sequence[::-1], slip.sequence[:2], ()):
        with pytest.raises(services.WrongPictures):
            services.sign_in_by_pictures(chosen=wrong, **asked)
    user = services.sign_in_by_pictures(chosen=slip.sequence, **asked)
    again = services.sign_in_by_pictures(chosen=slip.sequence, **asked)

    assert user == again == User.objects.get(person=slip.person)
    assert (user.has_usable_password(), [seat.role for seat in user.seats]) == (False, ["pupil"])
    assert sorted(verbs(f"registry.User:{user.pk}")) == [
        "registry.joined",
        "registry.signed_in_by_picture",
        "registry.signed_in_by_picture",
    ]


def test_the_pictures_of_a_child_open_nothing_in_another_class_and_after_the_child_has_left(
    city, form, teacher
):
    other = opened(city, code="C8", name="2班")
    device, _token = device_of(form, teacher)
    slip = pictures_of(form, teacher)["李小鸢"]
    asked = {"device": device, "key": slip.person.pictures.pk, "chosen": slip.sequence, "at": timezone.now()}

    with pytest.raises(PictureKey.DoesNotExist):
        services.sign_in_by_pictures(organisation=other, **asked)
    Post.objects.filter(person=slip.person).update(to_on=timezone.localdate())
    with pytest.raises(PictureKey.DoesNotExist):
        services.sign_in_by_pictures(organisation=form, **asked)


def test_a_stopped_account_stays_stopped(form, teacher):
    device, _token = device_of(form, teacher)
    slip = pictures_of(form, teacher)["李小鸢"]
    user = account("yuan", slip.person, form.school)
    User.objects.filter(pk=user.pk).update(is_active=False)

    with pytest.raises(services.StoppedChild):
        services.sign_in_by_pictures(
            device=device,
            organisation=form,
            key=slip.person.pictures.pk,
            chosen=slip.sequence,
            at=timezone.now(),
        )


def test_a_shared_device_finds_a_class_of_its_own_school_by_its_code_only(city, form, teacher, person):
    on, at = timezone.localdate(), timezone.now()
    registrar = person("registrar", role="registrar", at="一小")
    shared, _token = device_of(city["一小"], registrar, title="机房")
    elsewhere = opened(city, school="二小", code="C8")
    code = services.make_class_code(organisation=form, by=teacher, at=at)
    strange = services.make_class_code(organisation=elsewhere, by=teacher, at=at)

    assert queries.class_on(shared, code=f" {code.lower()} ", on=on) == form
    assert queries.class_on(shared, code=strange, on=on) is None
    assert queries.class_on(shared, on=on) is None
    renewed = services.make_class_code(organisation=form, by=teacher, at=at)
    assert queries.class_on(shared, code=code, on=on) is None
    assert queries.class_on(shared, code=renewed, on=on) == form


def test_the_device_of_a_class_never_shows_another_class(city, form, teacher):
    device, _token = device_of(form, teacher)
    other = opened(city, code="C8", name="2班")
    code = services.make_class_code(organisation=other, by=teacher, at=timezone.now())

    assert queries.class_on(device, on=timezone.localdate()) == form
    assert queries.class_on(device, code=code, on=timezone.localdate()) is None


def test_the_cards_of_a_class_cost_one_query_however_many_children(form, teacher, django_assert_num_queries):
    pictures_of(form, teacher)
    queries.cards_in(form, on=timezone.localdate())

    with django_assert_num_queries(1):
        assert len(queries.cards_in(form, on=timezone.localdate())) == 5


# — pages of the teacher


def test_a_class_teacher_registers_a_device_and_prints_pictures_once(client, form, teacher):
    client.force_login(teacher)
    place = f"/registry/organisations/{form.pk}"

    shown = client.get(f"{place}/devices/")
    code_page = client.post(f"{place}/devices/new/", {"title": "讲台一体机"})
    printed = client.post(f"{place}/pictures/")
    again = client.post(f"{place}/pictures/")

    assert "李小鸢" in shown.content.decode()
    assert "讲台一体机" in code_page.content.decode()
    assert [name for name in NAMES if f"<b>{name}</b>" in printed.content.decode()] == list(NAMES)
    assert "没有要发的" in again.content.decode()
    assert "no-store" in printed["Cache-Control"]


def test_a_device_is_stopped_after_a_question(client, form, teacher):
    device, token = device_of(form, teacher)
    client.force_login(teacher)
    place = f"/registry/organisations/{form.pk}/devices/{device.pk}/stop/"

    assert client.get(place).status_code == 200
    assert queries.device_with(token) == device
    assert client.post(place).status_code == 302
    assert queries.device_with(token) is None


def reached(client, form, device):
    """Try every page about the devices of the class; return the status codes."""
    place = f"/registry/organisations/{form.pk}"
    tried = [client.get(f"{place}/devices/"), client.get(f"{place}/devices/new/")]
    tried += [
        client.post(f"{place}/{rest}", data)
        for rest, data in (
            ("devices/new/", {"title": "我的"}),
            (f"devices/{device.pk}/stop/", {}),
            ("pictures/", {}),
            ("class-code/", {}),
        )
    ]
    return {answer.status_code for answer in tried}


@pytest.mark.parametrize(
    ("role", "at", "expected"),
    [
        ("teacher", "一小", {404}),
        ("principal", "二小", {404}),
        ("registrar", "二小", {404}),
        ("officer", "潍城区", {404}),
        ("pupil", "2018级1班", {403}),
        ("guardian", "一小", {403}),
    ],
)
def test_nobody_else_reaches_the_devices_and_the_pictures(client, form, teacher, person, role, at, expected):
    device, _token = device_of(form, teacher)
    client.force_login(person("stranger", role=role, at=at))

    assert reached(client, form, device) == expected
    assert (PictureKey.objects.count(), Device.objects.filter(revoked_at=None).count()) == (0, 1)


def test_a_subject_teacher_of_the_class_and_the_class_teacher_of_another_reach_nothing(
    client, city, form, teacher
):
    device, _token = device_of(form, teacher)
    other = opened(city, code="C8", name="2班")

    for user in (taught(form, "sub", "孙老师", "subject_teacher"), taught(other, "other", "周老师")):
        client.force_login(user)
        assert reached(client, form, device) == {404}


def test_a_registrar_and_a_principal_look_after_every_class_of_their_school(client, form, person, teacher):
    for role in ("registrar", "principal"):
        client.force_login(person(role, role=role, at="一小"))
        assert client.get(f"/registry/organisations/{form.pk}/devices/").status_code == 200
        assert client.get(f"/registry/organisations/{form.school_id}/devices/").status_code == 200


def test_the_workbench_leads_a_class_teacher_there_and_no_other(client, form, teacher):
    client.force_login(teacher)
    assert f"/registry/organisations/{form.pk}/devices/" in client.get("/today/").content.decode()

    client.force_login(taught(form, "sub", "孙老师", "subject_teacher"))
    assert "/devices/" not in client.get("/today/").content.decode()
