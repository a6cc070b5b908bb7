"""Reading a posted sheet: what was typed in each row, as typed, and the figure that it means.

Read without a Django form for each row, which would be slower: this is the page that everybody saves in the last
minutes before a deadline.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns import rules
from campaigns.choices import MilestoneStage, ResultState
from campaigns.queries.figure_words import state_words
from campaigns.services.results import Figure, missing_day
from common.dates import parse_day
from common.forms import DayField, PageForm
from common.text import parse_figure, searchable

#: The words that may stand in a cell instead of a figure; compared without diacritics and full stops.
WORDS = {
    "khong phat sinh": ResultState.NOTHING,
    "kps": ResultState.NOTHING,
    "nothing": ResultState.NOTHING,
    "khong ap dung": ResultState.NOT_APPLICABLE,
    "kad": ResultState.NOT_APPLICABLE,
    "n/a": ResultState.NOT_APPLICABLE,
    "chua": ResultState.NOT_REPORTED,
}
#: States that the list beside a cell offers.
CHOSEN = {ResultState.NOTHING.value, ResultState.NOT_APPLICABLE.value}
#: More letters than this are no figure; they are not sent back to the page either.
LONGEST = 40


@dataclass(frozen=True)
class Typed:
    """One row as it was posted, with the figure that it means, or with what is wrong with it.

    `text` and `choice` are kept as typed, so that a refused row is shown again as it was. `version` is −1 when what was
    sent is no number; no row has that version, so saving it is a conflict.
    """

    result_id: int
    text: str
    choice: str
    note: str | None
    version: int
    figure: Figure | None
    fault: str = ""
    #: A word was chosen while a figure stands in the cell: which of the two counts is asked, never guessed.
    is_torn: bool = False


def read_sheet(data: Mapping[str, str], *, only: int | None = None) -> dict[int, Typed]:
    """Read the rows of a posted sheet, by the id of their Result; with `only`, that row alone.

    Each row is sent as `value-<id>`, of a milestone `day-<id>`, with `state-<id>`, `note-<id>` and `version-<id>`;
    without a version it is left out. `asof-<id>` is the day to which the figure is an estimate, empty for a real one. A
    state chosen in the list beside a figure is asked about; the answer comes as `keep-<id>` (the figure counts) or
    `replace-<id>` (the word does). A milestone's list offers its stages too.
    """
    ids = [name[8:] for name in data if name.startswith("version-")] if only is None else [str(only)]
    return {
        int(i): _read_row(int(i), data)
        for i in ids
        if i.isascii() and i.isdigit() and len(i) < 19 and f"version-{i}" in data
    }


def _read_row(result_id: int, data: Mapping[str, str]) -> Typed:
    """The row as typed, with its figure or its fault."""
    is_day = f"day-{result_id}" in data
    text = data.get(f"{'day' if is_day else 'value'}-{result_id}", "").strip()
    choice = data.get(f"state-{result_id}", "")
    note = data.get(f"note-{result_id}")
    said = data[f"version-{result_id}"]
    version = int(said) if said.isascii() and said.isdigit() and len(said) < 10 else -1
    if f"keep-{result_id}" in data:
        choice = ""
    state, value = choice, None
    try:
        if choice not in CHOSEN:
            state, value = _read_day(text, choice) if is_day else _read_text(text)
        elif text and f"replace-{result_id}" not in data and _word(text) is None:
            shown = text[:LONGEST]
            fault = _(
                "The cell holds %(text)s, and “%(word)s” was chosen beside it. Which of the two counts?"
            )
            fault %= {"text": shown, "word": state_words(choice)}
            return Typed(result_id, shown, choice, note, version, None, fault, is_torn=True)
        estimate = _estimate(data, result_id)
    except ValidationError as error:
        return Typed(result_id, text[:LONGEST], choice, note, version, None, " ".join(error.messages))
    stage = (choice if choice in MilestoneStage.values else "") if is_day else None
    figure = Figure(result_id, state, value, version, note=note, stage=stage, **estimate)
    return Typed(result_id, text, choice, note, version, figure)


def _estimate(data: Mapping[str, str], result_id: int) -> dict[str, Any]:
    """To which day the figure is an estimate, where the row says it (`asof-<id>`); an empty box means a real figure.

    Raises ValidationError for what is no day.
    """
    said = data.get(f"asof-{result_id}")
    if said is None:
        return {}
    day = parse_day(said) if said.strip() else None
    return {"as_of": day.date() if isinstance(day, datetime) else day, "is_estimate": day is not None}


def _read_text(text: str) -> tuple[str, Decimal | None]:
    """The state and value that a cell's text means. Raises ValidationError, saying what to type."""
    if len(text) > LONGEST:
        raise ValidationError(
            _("“%(text)s” is not a number. Type digits only, for example 1.234,5.")
            % {"text": text[:LONGEST] + "…"}
        )
    word = _word(text)
    if word is not None:
        return word.value, None
    value = parse_figure(text)
    return (ResultState.NOT_REPORTED.value if value is None else ResultState.REPORTED.value), value


def _read_day(text: str, choice: str) -> tuple[str, Decimal | None]:
    """The state that a milestone's text means, and its day as a figure. Raises ValidationError, saying what to type."""
    word = _word(text)
    if word is not None:
        return word.value, None
    if not text and choice in MilestoneStage.values:
        raise ValidationError(missing_day())
    if not text:
        return ResultState.NOT_REPORTED.value, None
    return ResultState.REPORTED.value, rules.value_of_day(parse_day(text))


def _word(text: str) -> ResultState | None:
    """The state that a text names in words; None for any other text."""
    return WORDS.get(searchable(text).replace(".", "")) if text[:1].isalpha() else None


class EstimatesForm(PageForm):
    """To which day all figures of a sheet are estimates; none where they are real."""

    as_of = DayField(label=gettext_lazy("All figures here are estimates to"), required=False)


class EvidenceForm(PageForm):
    """A file behind a figure."""

    widths = {"file": "field-md"}
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, photo (JPG, PNG), Word or Excel, up to 20 MB."),
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "empty": gettext_lazy("This file is empty. Choose another."),
        },
    )
