"""People are told once a matter, in their language, at a cost that does not grow with their number."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.engines.messaging.conftest import MORNING, ON, with_address
from yuandu.engines.activity import api as activity
from yuandu.engines.activity.services import deliver
from yuandu.engines.jobs import api as jobs
from yuandu.engines.jobs.models import Job
from yuandu.engines.messaging import api as messaging
from yuandu.engines.messaging import queries, services
from yuandu.engines.messaging.enums import Timing
from yuandu.engines.messaging.models import MessageDelivery, Notice
from yuandu.engines.registry import api as registry


def told(user):
    fields = ("kind", "title", "text", "url", "about", "others", "at", "read_at")
    return list(queries.notices_for(user).values_list(*fields))


def owed(user):
    rows = MessageDelivery.objects.filter(notice__user=user).order_by("pk")
    return list(rows.values_list("bundled", "due_at", "state"))


def test_each_of_the_people_is_told_and_nobody_else(tell, officer, parent, person):
    other = person("other")

    count = tell(officer, parent.pk)

    news = ("jobs.ended", "“导入”办完了", "3行要改", "/jobs/1/", "", 0, MORNING, None)
    assert (count, told(officer), told(parent), told(other)) == (2, [news], [news], [])


def test_whoever_is_named_twice_is_told_once(tell, officer):
    assert (tell(officer, officer.pk), len(told(officer))) == (1, 1)


def test_closed_accounts_are_passed_over(tell, officer):
    officer.is_active = False
    officer.save()

    assert (tell(officer), told(officer)) == (0, [])


def test_a_kind_that_no_app_declares_is_a_mistake(tell, officer):
    with pytest.raises(KeyError):
        tell(officer, kind="jobs.nonsense")


def test_news_of_the_same_matter_is_folded_into_the_unread_notice(tell, officer):
    later = MORNING + timedelta(hours=1)
    tell(officer, about="jobs.Job:1")
    tell(officer, about="jobs.Job:2", title="另一件")

    tell(officer, about="jobs.Job:1", title="又有进展", at=later)

    assert [(title, others) for _kind, title, _text, _url, _about, others, *_rest in told(officer)] == [
        ("又有进展", 1),
        ("另一件", 0),
    ]


def test_news_of_a_matter_that_was_read_is_news(tell, officer):
    tell(officer, about="jobs.Job:1")
    services.read(notice=Notice.objects.get(), at=MORNING)

    tell(officer, about="jobs.Job:1")

    assert [others for *_fields, others, _at, _read in told(officer)] == [0, 0]
    assert queries.unread_count(officer) == 1


def test_notices_of_no_matter_are_not_folded(tell, officer):
    tell(officer)
    tell(officer)

    assert len(told(officer)) == 2


def test_telling_ten_costs_the_same_queries_as_telling_one(tell, person):
    people = [with_address(person(f"p{number}")) for number in range(12)]
    tell(people[0])
    costs = []
    for some in (people[1:2], people[2:]):
        with CaptureQueriesContext(connection) as spent:
            tell(*some)
        costs.append(len(spent))

    assert costs[0] == costs[1] <= 10
    assert MessageDelivery.objects.count() == 12


def test_everyone_is_told_in_the_own_language(tell, officer, parent):
    with_address(parent, language="en")

    tell(officer, parent, title=format_lazy("{word}!", word=gettext_lazy("Yes")))

    assert [told(user)[0][1] for user in (officer, parent)] == ["是!", "Yes!"]


def test_families_get_a_letter_at_once_and_officers_one_in_the_morning(tell, officer, parent):
    tell(officer, parent)

    assert owed(parent) == [(False, MORNING, "WAITING")]
    assert owed(officer) == [(True, MORNING + timedelta(hours=23), "WAITING")]
    assert ProcrastinateJob.objects.filter(task_name="messaging.send").count() == 1


def test_a_family_that_is_told_at_night_gets_its_letter_in_the_morning(tell, parent):
    tell(parent, at=MORNING + timedelta(hours=13))

    assert owed(parent) == [(False, MORNING + timedelta(hours=22), "WAITING")]
    assert not ProcrastinateJob.objects.filter(task_name="messaging.send").exists()


def test_who_works_by_post_is_no_family(tell, city, person):
    teacher = with_address(person("teacher"))

    assert queries.choices_of(teacher, on=ON)["jobs.ended"] == Timing.NOW
    registry.grant_role(user=teacher, role="teacher", organisation=city["一小"], on=ON, by=None, at=MORNING)
    assert queries.choices_of(teacher, on=ON)["jobs.ended"] == Timing.DIGEST


def test_a_role_of_a_family_makes_no_officer(city, parent):
    registry.grant_role(user=parent, role="guardian", organisation=city["一小"], on=ON, by=None, at=MORNING)

    assert queries.choices_of(parent, on=ON)["jobs.ended"] == Timing.NOW


def test_what_a_person_has_chosen_holds_for_that_kind(tell, officer, parent):
    services.choose(user=officer, choices={"jobs.ended": Timing.NOW})
    services.choose(user=parent, choices={"jobs.ended": Timing.NEVER, "registry.granted": Timing.NOW})

    tell(officer, parent)

    assert (owed(officer), owed(parent)) == ([(False, MORNING, "WAITING")], [])
    assert len(told(parent)) == 1


def test_a_choice_can_be_changed(parent):
    services.choose(user=parent, choices={"jobs.ended": Timing.NEVER})
    services.choose(user=parent, choices={"jobs.ended": Timing.DIGEST})

    assert queries.choices_of(parent, on=ON)["jobs.ended"] == Timing.DIGEST


def test_without_an_address_no_letter_is_owed(tell, person):
    nobody = person("nobody")

    tell(nobody)

    assert (len(told(nobody)), owed(nobody)) == (1, [])


def test_everything_is_read_at_once_and_only_ones_own(tell, officer, parent):
    tell(officer, parent)
    tell(officer)

    count = services.read_all(user=officer, at=MORNING)

    assert (count, queries.unread_count(officer), queries.unread_count(parent)) == (2, 0, 1)
    assert messaging.latest_for(officer, limit=5) == []


def test_a_granted_role_is_told_by_reaction_with_its_place(city, officer, parent):
    registry.grant_role(user=parent, role="principal", organisation=city["一小"], on=ON, by=None, at=MORNING)
    fact = activity.facts_for(AllSeeing()).get(verb="registry.granted", data__user=parent.pk)

    for delivery in fact.delivery_set.all():
        deliver(delivery_id=delivery.pk, at=MORNING)
        deliver(delivery_id=delivery.pk, at=MORNING)

    assert [row[:3] for row in told(parent)] == [
        ("registry.granted", "您现在是一小的校长", "在页面上方切换身份后就能用了。")
    ]


def test_a_role_that_was_taken_back_is_told_too(city, parent):
    grant = registry.grant_role(
        user=parent, role="principal", organisation=city["一小"], on=ON, by=None, at=MORNING
    )
    registry.revoke_role(grant=grant, on=ON, by=None, at=MORNING)
    fact = activity.facts_for(AllSeeing()).get(verb="registry.revoked")

    services.tell_of_grant(fact=fact, at=MORNING)

    assert [row[1:3] for row in told(parent)] == [("您不再是一小的校长", "如果不对，请找本单位的管理员。")]


def test_a_fact_reaches_its_person_in_the_product_and_by_letter(queue, city, parent):
    registry.grant_role(user=parent, role="guardian", organisation=city["一小"], on=ON, by=None, at=MORNING)
    services.choose(user=parent, choices={"registry.granted": Timing.NOW})

    queue()
    services.send_due(at=timezone.now() + timedelta(days=1))

    assert [row[1] for row in told(parent)] == ["您现在是一小的家长"]
    assert [letter.subject for letter in mail.outbox] == ["您现在是一小的家长"]


class AllSeeing:
    """Whoever may look at everything that was done."""

    def paths(self, permission):
        return ["370700."]


def test_who_takes_a_role_need_not_be_told(city, officer):
    data = {"user": officer.pk, "role": "registrar"}
    path = city["一小"].path
    fact = activity.record(
        verb="registry.granted", about="registry.Grant:1", path=path, by=officer.pk, at=MORNING, data=data
    )

    services.tell_of_grant(fact=fact, at=MORNING)

    assert told(officer) == []


@pytest.mark.parametrize(
    ("state", "title"),
    [
        ("DONE", "“导入一小名册”办完了"),
        ("PARTLY", "“导入一小名册”办完了，有几行要改"),
        ("FAILED", "“导入一小名册”没有办完"),
        ("CANCELLED", "“导入一小名册”已取消"),
    ],
)
def test_the_end_of_a_long_job_is_told_to_whoever_asked_for_it(officer, state, title):
    job = jobs.ask(title="导入一小名册", task="messaging.job_ended", by=officer.pk, at=MORNING)
    Job.objects.update(state=state, fault="")

    services.tell_of_job_by_id(job_id=job.pk, at=MORNING)

    assert [row[:5] for row in told(officer)] == [
        ("jobs.ended", title, "", f"/jobs/{job.pk}/", f"jobs.Job:{job.pk}")
    ]


def test_a_job_that_is_not_over_or_that_nobody_asked_for_is_not_told(officer):
    for by in (officer.pk, None):
        jobs.ask(title="导入", task="messaging.job_ended", by=by, at=MORNING)
    Job.objects.filter(owner_id=None).update(state="DONE")

    for job in Job.objects.all():
        services.tell_of_job(job=job, at=MORNING)

    assert not Notice.objects.exists()
