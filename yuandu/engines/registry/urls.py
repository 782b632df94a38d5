"""The pages of the registry."""

from django.urls import path

from yuandu.engines.registry.views import (
    accounts,
    activation,
    directory,
    grants,
    organisations,
    reference,
    study,
)

app_name = "registry"
urlpatterns = [
    path("schools/", directory.schools, name="schools"),
    path("organisations/", directory.organisations, name="organisations"),
    path("organisations/<int:pk>/", directory.organisation, name="organisation"),
    path("organisations/<int:pk>/open/", organisations.open_below, name="open_below"),
    path("organisations/<int:pk>/change/", organisations.change_organisation, name="change_organisation"),
    path("organisations/<int:pk>/move/", organisations.move_organisation, name="move_organisation"),
    path("organisations/<int:pk>/merge/", organisations.merge_organisation, name="merge_organisation"),
    path("organisations/<int:pk>/close/", organisations.close_organisation, name="close_organisation"),
    path("organisations/<int:pk>/designate/", organisations.designate, name="designate"),
    path("designations/", reference.designations, name="designations"),
    path("designations/<int:pk>/", reference.designation, name="designation"),
    path("designations/<int:pk>/end/", reference.end_designation, name="end_designation"),
    path("codes/", reference.codes, name="codes"),
    path("codes/<int:pk>/", reference.code_table, name="code_table"),
    path("calendar/", reference.calendar, name="calendar"),
    path("terms/", study.terms, name="terms"),
    path("courses/", study.courses, name="courses"),
    path("groups/", study.groups, name="groups"),
    path("profile/", accounts.profile, name="profile"),
    path("seat/", accounts.take_seat, name="take_seat"),
    path("views/save/", accounts.save_view, name="save_view"),
    path("views/delete/", accounts.delete_view, name="delete_view"),
    path("grants/", grants.grants, name="grants"),
    path("grants/new/", grants.grant, name="grant"),
    path("grants/<int:pk>/revoke/", grants.revoke, name="revoke"),
    path("activations/", activation.activations, name="activations"),
    path("activations/print/", activation.slips, name="activation_slips"),
]
