"""The one base of forms, and the fields in which days and times are typed.

Forms are drawn by crispy inside the page's own `<form>`, and able to show what a service refused.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any, Self

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import QuerySet
from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext, gettext_lazy

from common import dates
from common.choosing import FIND, FoundChoiceField, box_of
from common.text import line_feeds

TOO_LONG = gettext_lazy("Please keep this within %(limit_value)d characters; now it has %(show_value)d.")

# --- Days and times ---------------------------------------------------------------------------------------------------
# Boxes for text and not the browser's pickers: those write the day as the browser's language does (07/31/2026), and do
# not send what they cannot read. What was typed comes back with its fault.
#: Every box of these is as narrow as what stands in it.
BOX = {"maxlength": dates.LONGEST, "class": "field-sm"}


def _typed(value: Any, read: Callable[[str], Any]) -> Any:
    """What a box for text holds, read; None for an empty one, and a value of Python as it is."""
    if not isinstance(value, str):
        return value
    return read(value) if value.strip() else None


class DayInput(forms.DateInput):
    """A box for a day, written 31/07/2026.

    A phone shows its keyboard of digits. On some it has no stroke, only the sign of decimals or none: 31,07,2026 and
    31072026 are read too.
    """

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        box = {"placeholder": "dd/mm/yyyy", "inputmode": "decimal", "autocomplete": "off"}
        super().__init__({**box, **BOX, **(attrs or {})}, "%d/%m/%Y")


class DayField(forms.DateField):
    """A day, written as Vietnam writes it whatever the browser's language; `dates.parse_day` reads it."""

    widget = DayInput
    default_validators = [dates.check_day]

    def to_python(self, value: Any) -> date | None:
        """The day; None for an empty box. Raises ValidationError, saying what to write."""
        read = _typed(value, dates.parse_day)
        return read.date() if isinstance(read, datetime) else read


class ClockInput(forms.TimeInput):
    """A box for a time of day, written 17:00."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        box = {"placeholder": "hh:mm", "autocomplete": "off"}
        super().__init__({**box, **BOX, "class": "field-xs", **(attrs or {})}, "%H:%M")


class ClockField(forms.TimeField):
    """A time of day, of 24 hours whatever the browser's language; `dates.parse_clock` reads it."""

    widget = ClockInput

    def to_python(self, value: Any) -> time | None:
        """The time; None for an empty box. Raises ValidationError, saying what to write."""
        return _typed(value, dates.parse_clock)


class MomentInput(forms.DateTimeInput):
    """A box for a day and a time, written 31/07/2026 14:00."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        box = {"placeholder": "dd/mm/yyyy hh:mm", "autocomplete": "off"}
        super().__init__({**box, **BOX, **(attrs or {})}, "%d/%m/%Y %H:%M")


class MomentField(forms.DateTimeField):
    """A day and a time in Vietnam, written as Vietnam writes them; `dates.parse_moment` reads it."""

    widget = MomentInput
    default_validators = [dates.check_moment]

    def to_python(self, value: Any) -> datetime | None:
        """The moment; None for an empty box. Raises ValidationError, saying what to write."""
        return _typed(value, dates.parse_moment)


class AsOfForm(forms.Form):
    """The day that a page shows, asked for in its address: `?day=31/07/2026`. No text there is an error of the server.

    `chosen` is the day; None when none is asked for, or when what is asked is no day, which the box then says.
    """

    day = DayField(
        label=gettext_lazy("As of"), required=False, widget=DayInput({"class": "form-control field-sm"})
    )

    def __init__(self, asked: str | None) -> None:
        super().__init__({"day": asked} if asked else None, auto_id="%s")
        self.chosen: date | None = self.cleaned_data["day"] if asked and self.is_valid() else None

    def showing(self, day: date) -> Self:
        """The form with the day that the page shows, written as the box is; what is no day stays as it was typed."""
        if self.is_valid() or not self.is_bound:
            self.data, self.is_bound, self.initial = {}, False, {"day": day}
        return self


# --- The base of forms ------------------------------------------------------------------------------------------------
class PageForm(forms.Form):
    """A form of which crispy draws the fields alone; its tag, CSRF token and buttons stand in the page's template.

    `widths` gives fields the class of their width (field-xs, field-sm, field-md, field-lg).
    """

    widths: dict[str, str] = {}
    #: Fields that the service calls otherwise: its name → the form's.
    named: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self.data = counted_once(self.data)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                _say_limit(field)
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = gettext("Please fill this in.")
        for name, css in self.widths.items():
            if name in self.fields:
                self.fields[name].widget.attrs["class"] = css

    @property
    def searches(self) -> bool:
        """The button of a search box was pressed: the form is shown again with what it found, and nothing is saved."""
        return self.is_bound and FIND in self.data

    def full_clean(self) -> None:
        """Look for no fault while somebody is still looking for what to choose."""
        super().full_clean()
        if self.searches:
            self._errors = ErrorDict()

    def is_valid(self) -> bool:
        """Sent to be saved, and without a fault."""
        return not self.searches and super().is_valid()

    def offer(self, name: str, rows: QuerySet[Any], *, label: Callable[[Any], str] = str) -> None:
        """Give a `FoundChoiceField` the rows that it takes."""
        field = self.fields[name]
        assert isinstance(field, FoundChoiceField)
        field.offer(rows, name=name, sent=self.data, chosen=self[name].value(), label=label)

    def search_in(self, name: str, text: str, *, found: int) -> None:
        """Put a search box above a choice whose rows the form was given: `found` of them, one more than are offered."""
        self.fields[name].box = box_of(name, text, found=found)  # type: ignore[attr-defined]

    def take(self, error: ValidationError) -> None:
        """Show what a service refused: each fault at the field that it names, else at the form's top."""
        faults = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
        for given, errors in faults.items():
            name = self.named.get(given, given)
            for each in errors:
                self.add_error(name if name in self.fields else None, each)


def _say_limit(field: forms.CharField) -> None:
    """Say when a text is too long: `maxlength` would cut what is pasted without a word."""
    most = field.widget.attrs.pop("maxlength", None)
    if most is not None:
        field.widget.attrs["data-limit"] = most
        field.error_messages["max_length"] = TOO_LONG


def counted_once(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was sent, with one character for each line break: browsers send two and count one."""
    if not isinstance(data, MultiValueDict):
        return {name: line_feeds(text) if isinstance(text, str) else text for name, text in data.items()}
    read = data.copy()
    for name, texts in data.lists():
        read.setlist(name, [line_feeds(text) if isinstance(text, str) else text for text in texts])
    return read
