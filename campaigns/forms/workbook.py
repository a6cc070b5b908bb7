"""The form that takes a campaign workbook."""

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
