"""Who is told of an answer and of a consent, and who is not."""

from datetime import timedelta

from tests.conftest import AT
from tests.engines.registry.subjects.conftest import ELDER
from yuandu.engines.activity import api as activity
from yuandu.engines.messaging import api as messaging
from yuandu.engines.messaging.services import tell_of_answer, tell_of_consent
from yuandu.engines.registry.services import subjects as services

FACE = "face_recognition"


def told(user):
    return [(notice.title, notice.url) for notice in messaging.notices_for(user)]


def test_whoever_asked_is_told_of_the_answer_and_nobody_else(family, registrar):
    claim = services.make_claim(
        person=family["child"], kind="erase", field="id_card", by=family["father"], at=AT
    )
    services.answer_claim(claim=claim, agrees=False, reason="依法留存", by=registrar, at=AT)
    fact = activity.facts_about(f"registry.Claim:{claim.pk}").last()

    tell_of_answer(fact=fact, at=AT)

    assert told(family["father"]) == [("您的删除请求：没有同意", f"/registry/claims/{claim.pk}/")]
    assert [told(user) for user in (family["mother"], registrar)] == [[], []]


def test_the_other_guardian_is_told_of_a_yes_and_of_a_no(family):
    child, place = family["child"], f"/registry/people/{family['child'].pk}/consents/"
    consent = services.give_consent(person=child, activity=FACE, by=family["father"], at=AT)
    services.withdraw_consent(person=child, activity=FACE, by=family["mother"], at=AT + timedelta(hours=1))

    for fact in activity.facts_about(f"registry.Consent:{consent.pk}"):
        tell_of_consent(fact=fact, at=fact.at)

    assert told(family["mother"]) == [("孩子的另一位监护人同意了“人脸识别进出校门”", place)]
    assert told(family["father"]) == [("孩子的另一位监护人撤回了对“人脸识别进出校门”的同意", place)]


def test_what_a_pupil_of_fourteen_decides_is_told_to_nobody(pupil_of, account_of):
    elder = pupil_of("周八", birth_on=ELDER, guardians=[("周大为", "father", "13800004444")])
    guardian, own = account_of(elder.guardianships.get().guardian, "guardian"), account_of(elder, "elder")
    at = AT + timedelta(days=1000)
    consent = services.give_consent(person=elder, activity=FACE, by=own, at=at)

    tell_of_consent(fact=activity.facts_about(f"registry.Consent:{consent.pk}").get(), at=at)

    assert [told(user) for user in (guardian, own)] == [[], []]
