"""Looking at full data, files of people, and the grades of fields."""

from django.urls import path

from yuandu.engines.registry.views import exports, people, privacy

paths = [
    path("people/<int:pk>/look/", people.look, name="look"),
    path("people/<int:pk>/look/leave/", people.leave, name="leave_look"),
    path("exports/", exports.exports, name="exports"),
    path("exports/ask/", exports.ask, name="ask_export"),
    path("exports/roster/", exports.ask_roster, name="ask_roster"),
    path("exports/<int:pk>/", exports.export, name="export"),
    path("exports/<int:pk>/allow/", exports.allow, name="allow_export"),
    path("exports/<int:pk>/refuse/", exports.refuse, name="refuse_export"),
    path("exports/<int:pk>/withdraw/", exports.withdraw, name="withdraw_export"),
    path("exports/files/<str:token>/", exports.download, name="export_file"),
    path("looks/", privacy.lookers, name="looks"),
    path("looks/<int:pk>/", privacy.looks_of, name="looks_of"),
    path("grades/", privacy.grades, name="grades"),
]
