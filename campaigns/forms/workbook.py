"""The form that takes a campaign workbook."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy

from common.forms import PageForm
from common.workbook.archive import check_archive


class WorkbookForm(PageForm):
    """One `.xlsx` file. What is no plain workbook is refused here, before it is kept or read (`check_archive`)."""

    file = forms.FileField(
        label=gettext_lazy("Workbook"),
        help_text=gettext_lazy("An .xlsx file of at most 20 MB, without a password and without macros."),
        validators=[
            FileExtensionValidator(
                ["xlsx"], gettext_lazy("This is no Excel workbook. Choose a file that ends in .xlsx.")
            )
        ],
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"empty": gettext_lazy("The file is empty. Choose another.")},
    )

    def clean_file(self) -> UploadedFile:
        """Raises ValidationError for what may not be opened."""
        upload: UploadedFile = self.cleaned_data["file"]
        try:
            check_archive(upload)
        except forms.ValidationError as error:
            raise forms.ValidationError(error.messages) from error
        upload.seek(0)
        return upload


class ApplyForm(PageForm):
    """Yes to the plan on the page, with the reason that it asks for where it changes what other unions entered or
    an end comes forward.

    Where targets or figures seem to be of another year, or a phase has ended, with a box that says it is meant.
    """

    plan = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Reason of the change"),
        help_text=gettext_lazy("The reason is kept with the change."),
        max_length=300,
        error_messages={"required": gettext_lazy("Please say why these changes are made.")},
    )
    confirmed = forms.BooleanField(
        label=gettext_lazy("I have looked at this, and it is meant."),
        error_messages={"required": gettext_lazy("Please tick the box if this is meant.")},
    )
    widths = {"reason": "field-lg"}

    def __init__(self, *args: Any, asks: bool, confirms: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, is_asked in (("reason", asks), ("confirmed", confirms)):
            if not is_asked:
                del self.fields[name]
