"""The pages about the data of a person: what is held, who saw it, consents and requests."""

from django.urls import path

from yuandu.engines.registry.views import subjects

paths = [
    path("mine/", subjects.mine, name="mine"),
    path("people/<int:pk>/data/", subjects.data, name="data"),
    path("people/<int:pk>/looks/", subjects.looks, name="who_saw"),
    path("people/<int:pk>/consents/", subjects.consents, name="consents"),
    path("people/<int:pk>/consents/<slug:activity>/give/", subjects.give, name="give_consent"),
    path("people/<int:pk>/consents/<slug:activity>/withdraw/", subjects.withdraw, name="withdraw_consent"),
    path("people/<int:pk>/claims/", subjects.claims_of_person, name="claims_of_person"),
    path("people/<int:pk>/claims/<slug:kind>/", subjects.make_claim, name="make_claim"),
    path("claims/", subjects.claims, name="claims"),
    path("claims/<int:pk>/", subjects.claim, name="claim"),
    path("claims/<int:pk>/answer/", subjects.answer, name="answer_claim"),
    path("claims/<int:pk>/correct/", subjects.correct, name="correct_by_claim"),
    path("claims/<int:pk>/copy/", subjects.copy, name="copy_by_claim"),
    path("claims/<int:pk>/erase/", subjects.erase, name="erase_by_claim"),
]
