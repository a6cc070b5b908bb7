"""Search and order in Vietnamese.

A word typed without diacritics finds every writing, one typed with them finds that alone:
`dong da` finds Đống Đa and Đông Dã; `đống` finds Đống Đa, and not the *động* of Lao động.
"""

import unicodedata
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q

from common.text import searchable, sort_key

#: More words than any name has; the rest of a longer search would only cost time.
WORDS = 10


def as_written(text: str) -> str:
    """Lower case with the diacritics, in one normal form."""
    return " ".join(unicodedata.normalize("NFC", text.casefold()).split())


def search_text(*texts: str) -> str:
    """What is stored of these texts: the words without diacritics, then as they are written."""
    text = " ".join(filter(None, texts))
    return f"{searchable(text)} {as_written(text)}"


def matching(text: str, *fields: str) -> Q:
    """The condition that every word of `text` stands in one of these search fields; all rows for an empty text."""
    found = Q()
    for word in as_written(text).split()[:WORDS]:
        one = Q()
        for field in fields:
            one |= Q(**{f"{field}__contains": word})
        found &= one
    return found


def holds(search: str, text: str) -> bool:
    """As `matching`, of a search text that has been read already."""
    return all(word in search for word in as_written(text).split()[:WORDS])


class _MadeField(models.CharField):
    """A text made from the fields in `of` whenever the row is saved or made in bulk.

    An UPDATE that names its columns must name this one, too: `save(update_fields=with_made(…))`, or its text in SQL by
    hand.
    """

    def __init__(self, *args: Any, of: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"editable": False, "default": "", "db_default": "", **kwargs})

    def deconstruct(self) -> Any:
        """For migrations: what the text is made of is no matter of the database."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def made_of(self, *texts: str) -> str:
        """What is kept of these texts."""
        raise NotImplementedError

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """The text as of now, cut where the column ends."""
        text = self.made_of(*(getattr(model_instance, name) for name in self.of))[: self.max_length]
        setattr(model_instance, self.attname, text)
        return text


class SearchField(_MadeField):
    """The search text of a row, for `matching`."""

    def made_of(self, *texts: str) -> str:
        """The words without diacritics, then as they are written."""
        return search_text(*texts)


class SortField(_MadeField):
    """What a row's name is ordered by: the Vietnamese alphabet, Đ after D (`common.text.sort_key`)."""

    def made_of(self, *texts: str) -> str:
        """The sorting key."""
        return sort_key(" ".join(filter(None, texts)))


def with_made(model: type[models.Model] | models.Model, fields: Iterable[str]) -> list[str]:
    """These fields and the search and sorting texts that are made of any of them: what `update_fields` wants."""
    given = list(fields)
    made = [
        f.name for f in model._meta.concrete_fields if isinstance(f, _MadeField) and set(f.of) & set(given)
    ]
    return [*given, *made]
