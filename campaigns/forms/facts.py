"""What the pages of facts ask."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from campaigns.choices import KEPT_BY_SYSTEM, FactKind
from common.forms import DayField, PageForm


class FactForm(PageForm):
    """What a document says of a union, and the document."""

    kind = forms.ChoiceField(
        label=gettext_lazy("About"),
        choices=[(kind.value, kind.label) for kind in FactKind if kind not in KEPT_BY_SYSTEM],
    )
    grade = forms.CharField(
        label=gettext_lazy("What exactly"),
        max_length=80,
        required=False,
        help_text=gettext_lazy(
            "As tables call it, for example Khiển trách, Cảnh cáo, Hoàn thành xuất sắc nhiệm vụ."
        ),
        widget=forms.TextInput(attrs={"list": "grades", "autocomplete": "off"}),
    )
    number = forms.CharField(
        label=gettext_lazy("Number of the document"),
        max_length=120,
        help_text=gettext_lazy("For example 12/QĐ-LĐLĐ. One document counts once."),
    )
    day = DayField(label=gettext_lazy("Date of the document"))
    issued_by = forms.CharField(label=gettext_lazy("Issued by"), max_length=200, required=False)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)
    upload = forms.FileField(
        label=gettext_lazy("File of the document"),
        required=False,
        help_text=gettext_lazy("PDF, photo (JPG, PNG), Word or Excel, up to 20 MB. It may be added later."),
        error_messages={"empty": gettext_lazy("This file is empty. Choose another.")},
    )
    named = {"file": "upload"}
    widths = {
        "kind": "field-md",
        "grade": "field-lg",
        "number": "field-md",
        "day": "field-sm",
        "issued_by": "field-lg",
        "note": "field-lg",
        "upload": "field-md",
    }

    def __init__(self, *args: Any, grades: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grades = grades


class WithdrawalForm(PageForm):
    """Why a fact is withdrawn."""

    reason = forms.CharField(
        label=gettext_lazy("Reason of the withdrawal"),
        max_length=300,
        help_text=gettext_lazy("The union reads it."),
        error_messages={
            "required": gettext_lazy("Please say why the fact is withdrawn; the union reads it.")
        },
    )
    widths = {"reason": "field-lg"}


class DocumentForm(PageForm):
    """The file of a fact's document."""

    file = forms.FileField(
        label=gettext_lazy("File of the document"),
        help_text=gettext_lazy("PDF, photo (JPG, PNG), Word or Excel, up to 20 MB."),
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "empty": gettext_lazy("This file is empty. Choose another."),
        },
    )
    widths = {"file": "field-md"}
