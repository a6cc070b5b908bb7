"""What services raise: a refusal that a person can act on."""

from __future__ import annotations

from django.core.exceptions import ValidationError


class Refusal(Exception):
    """Somebody may not do this, or not now. `reason` says why and whom to ask, in words for the page."""

    status = 403

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PhaseEnded(Refusal):
    """A write under a phase came when its entry was not open."""

    status = 409


class Conflict(Refusal):
    """Somebody else changed the row meanwhile; both values are told."""

    status = 409


def fault(field: str, message: str) -> ValidationError:
    """A ValidationError that names the field and the remedy."""
    return ValidationError({field: message})
