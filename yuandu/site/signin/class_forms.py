"""The forms of class devices."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DeviceForm(forms.Form):
    """The code that a teacher was given for this device."""

    code = forms.CharField(
        label=_("登记码"),
        help_text=_("老师电脑上显示的10个字母和数字，大小写都行"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class ClassCodeForm(forms.Form):
    """The word of a class, on a device that the school shares."""

    code = forms.CharField(
        label=_("班级口令"),
        help_text=_("老师告诉你的6个字母和数字"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
