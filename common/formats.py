"""What is hashed says its format: a number, with one canonical form per number that never changes again.

Whoever wants another form gives it a new number and keeps the old one, so that every hash can be recomputed for ever.
Each form has an example in `tests/golden/formats`.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from common.errors import Refusal

Form = TypeVar("Form")


class UnknownFormat(Refusal):
    """A hash names a format that this version of the product does not know."""

    status = 409


def form_of(forms: Mapping[int, Form], number: int) -> Form:
    """The form with this number. Raises UnknownFormat."""
    if number not in forms:
        raise UnknownFormat(
            _(
                "Format %(number)s is unknown here; known are: %(known)s."
                " A newer version wrote it: please update this one."
            )
            % {"number": number, "known": ", ".join(str(known) for known in sorted(forms))}
        )
    return forms[number]


def _document_1(document: Any) -> str:
    """JSON with sorted keys, no spaces, letters as they are."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


#: The format in which documents (pledges, minutes) are hashed from now on, and every form that there ever was.
DOCUMENT_FORMAT = 1
DOCUMENT_FORMS: dict[int, Callable[[Any], str]] = {1: _document_1}


def canonical_text(document: Any, number: int = DOCUMENT_FORMAT) -> str:
    """A document in the canonical form that has this number. Raises UnknownFormat."""
    return form_of(DOCUMENT_FORMS, number)(document)


def canonical_hash(document: Any, number: int = DOCUMENT_FORMAT) -> str:
    """SHA-256 of a document's canonical form in UTF-8. Raises UnknownFormat."""
    return hashlib.sha256(canonical_text(document, number).encode()).hexdigest()
