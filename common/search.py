"""Search in Vietnamese: a word typed without diacritics finds every writing, one typed with them finds that alone.

`dong da` finds Đống Đa and Đông Dã; `đống` finds Đống Đa, and not the *động* of Lao động.
"""

import unicodedata
from typing import Any

from django.db import models
from django.db.models import Q

from common.text import searchable

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


class SearchField(models.CharField):
    """The search text of a row, made from the fields in `of` whenever the row is saved or made in bulk.

    An UPDATE that names its columns must name this one, too: `save(update_fields=…)`, or `search_text` in SQL by hand.
    """

    def __init__(self, *args: Any, of: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"editable": False, "default": "", "db_default": "", **kwargs})

    def deconstruct(self) -> Any:
        """For migrations: what the text is made of is no matter of the database."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """The text as of now, cut where the column ends."""
        text = search_text(*(getattr(model_instance, name) for name in self.of))[: self.max_length]
        setattr(model_instance, self.attname, text)
        return text
