"""Forms of those who check a final: how many lines to draw, and what to compare with what was sealed."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.forms.campaigns import area
from campaigns.rules.sampling import MOST, USUAL
from common.forms import PageForm

#: As many characters are taken from a box; a longer document is sent as a file.
PASTED = 500_000
HEX = frozenset("0123456789abcdef")


class SampleForm(PageForm):
    """How many lines are drawn."""

    lines = forms.IntegerField(
        label=gettext_lazy("Lines to check"),
        min_value=1,
        max_value=MOST,
        error_messages={
            "invalid": gettext_lazy("Write a whole number of lines."),
            "min_value": gettext_lazy("Draw at least one line."),
            "max_value": gettext_lazy("At most %(limit_value)s lines are drawn at once."),
        },
    )
    widths = {"lines": "field-xs"}

    @property
    def count(self) -> int:
        """The number asked for; the usual one where it is wrong."""
        return int(self.cleaned_data.get("lines") or USUAL) if self.is_valid() else USUAL


class SelfCheckForm(PageForm):
    """A sealed document, as a file or pasted, or its hash, or both."""

    document = forms.FileField(
        label=gettext_lazy("The sealed document"),
        required=False,
        help_text=gettext_lazy("The file as it was given to you (.jsonl.gz), or unpacked (.jsonl)."),
    )
    text = forms.CharField(
        label=gettext_lazy("Or its text"),
        required=False,
        max_length=PASTED,
        widget=area(4),
        strip=False,
    )
    sha256 = forms.CharField(
        label=gettext_lazy("Its hash (SHA-256)"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "64 digits and letters, as they stand on the page of the standings or on paper."
        ),
    )
    widths = {"sha256": "field-lg"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.is_one_of_many = True  # type: ignore[attr-defined]  # that one is enough is said above them all

    def clean_sha256(self) -> str:
        """The hash without spaces, which a paper may have."""
        text = "".join(self.cleaned_data["sha256"].split()).lower()
        if text and (len(text) != 64 or not set(text) <= HEX):
            raise ValidationError(
                _("A hash has 64 signs: digits, and letters from a to f. Copy it once more.")
            )
        return text

    def clean_document(self) -> Any:
        """The file, unless it is empty or too large."""
        upload = self.cleaned_data["document"]
        if upload is not None and upload.size > settings.UPLOAD_MAX_BYTES:
            raise ValidationError(_("The file is larger than 20 MB. A sealed document is smaller."))
        return upload

    def clean(self) -> dict[str, Any]:
        """Something must be there to be compared, and the document only once."""
        data = super().clean() or self.cleaned_data
        has_file, has_text = bool(data.get("document")), bool((data.get("text") or "").strip())
        self.named = {"document": "text"} if has_text else {}
        if has_file and has_text:
            self.add_error("text", _("Give the document once: as a file, or as text."))
        elif not (has_file or has_text or data.get("sha256") or self.errors):
            raise ValidationError(_("Choose the sealed document, paste it, or write its hash."))
        return data

    def given(self) -> bytes:
        """The document's bytes; empty for none."""
        upload = self.cleaned_data.get("document")
        return upload.read() if upload else self.cleaned_data["text"].strip().encode()
