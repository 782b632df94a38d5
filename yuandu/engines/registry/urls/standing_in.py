"""The pages of class devices, delegations and emergency views."""

from django.urls import path

from yuandu.engines.registry.views import devices, emergencies, standing_in

paths = [
    path("organisations/<int:pk>/devices/", devices.devices, name="devices"),
    path("organisations/<int:pk>/devices/new/", devices.new_device, name="new_device"),
    path("organisations/<int:pk>/devices/<int:device>/stop/", devices.revoke_device, name="revoke_device"),
    path("organisations/<int:pk>/pictures/", devices.pictures, name="pictures"),
    path("organisations/<int:pk>/class-code/", devices.new_class_code, name="new_class_code"),
    path("delegations/", standing_in.delegations, name="delegations"),
    path("delegations/new/", standing_in.delegate, name="delegate"),
    path("delegations/<int:pk>/take-back/", standing_in.take_back, name="take_back"),
    path("emergencies/", emergencies.emergencies, name="emergencies"),
    path("emergencies/open/", emergencies.open_emergency, name="open_emergency"),
    path("emergencies/<int:pk>/", emergencies.emergency, name="emergency"),
    path("emergencies/<int:pk>/close/", emergencies.close_emergency, name="close_emergency"),
]
