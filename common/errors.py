"""What services raise so that a page can answer: refusals, and faults of a field (Django's ValidationError)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.text import format_figure, tidy


class Refusal(Exception):
    """Somebody may not do this, or not now. `reason` says why and whom to ask, in words for the page."""

    status = 403

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PhaseEnded(Refusal):
    """A figure, nomination or ballot came outside its window (of the phase, the round or the vote)."""

    status = 409


class Conflict(Refusal):
    """Somebody else was first: the row was changed meanwhile, or the ballot cast already. Nothing was saved."""

    status = 409


class StillUsed(Refusal):
    """Something rests on what was to be removed. Nothing was removed."""

    status = 409


def fault(field: str, message: str) -> ValidationError:
    """The ValidationError for one field; the message says what is wrong and what to do."""
    return ValidationError({field: message})


def worded(text: str, *, name: str, most: int, missing: str = "") -> str:
    """The words of a field, tidied (`common.text.tidy`).

    Raises ValidationError for more than `most` letters and, where `missing` says why they are asked for, for none.
    """
    text = tidy(text)
    if missing and not text:
        raise fault(name, missing)
    if len(text) > most:
        raise fault(name, _("Please say it in %(most)s letters at most.") % {"most": format_figure(most)})
    return text


def by_field(faults: dict[str, str]) -> None:
    """Raise the ValidationError of these fields; nothing where there is none."""
    if faults:
        raise ValidationError({name: [said] for name, said in faults.items()})
