"""Removing what was entered by mistake: what goes with a row, what still rests on it, and the removal itself.

Every key to another table protects its row, so nothing goes unless it is named here. What rests on a row is read from
the models themselves: whatever points at it and does not go too, in any app, those above included.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.errors import StillUsed
from common.templatetags.look import vn

#: How many of the rows that rest on another are named.
NAMED = 3


@dataclass(frozen=True)
class Count:
    """How many rows of a kind; `names` are some of them that the person may see."""

    kind: str
    n: int
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        named = f" ({', '.join(self.names)}{', …' if self.n > len(self.names) else ''})" if self.names else ""
        return f"{self.kind}: {vn(self.n, 0)}{named}"


class Removal:
    """Some rows of one model, and the rows that go with them: `parts` are the keys by which these hang on them.

    `words` name what points at them by a key otherwise than by its model; `unless` are parts that do not go,
    and `otherwise` says what to do where something does not.
    """

    def __init__(
        self,
        rows: QuerySet[Any],
        *,
        parts: Iterable[Any] = (),
        words: Mapping[Any, str] | None = None,
        unless: Iterable[tuple[str, QuerySet[Any]]] = (),
        otherwise: str = "",
    ) -> None:
        self.words, self.unless, self.otherwise = dict(words or {}), list(unless), otherwise
        self.parts = [part.field for part in parts]
        self.goes: dict[type[models.Model], QuerySet[Any]] = {rows.model: rows.order_by()}
        waiting = [rows.model]
        for model in waiting:
            for key in self.parts:
                if key.remote_field.model is model:
                    held = {f"{key.name}__in": self.goes[model].values("pk")}
                    self.goes[key.model] = key.model._default_manager.filter(**held).order_by()
                    waiting.append(key.model)

    def counts(self) -> list[Count]:
        """How many rows of each kind go with them; nothing of which there is none."""
        _first, *others = self.goes.items()
        found = [Count(str(model._meta.verbose_name), rows.count()) for model, rows in others]
        return [count for count in found if count.n]

    def rests(self, user: Any = None) -> list[Count]:
        """What points at these rows and does not go; some names of what `user` may see."""
        held = [Count(kind, rows.count()) for kind, rows in self.unless]
        held += [self._resting(key, user) for model in self.goes for key in _keys_to(model)]
        return [count for count in held if count.n]

    def _resting(self, key: Any, user: Any) -> Count:
        above = self.goes[key.remote_field.model].values("pk")
        rows = key.model._base_manager.filter(**{f"{key.name}__in": above})
        if key.model in self.goes:
            rows = rows.exclude(pk__in=self.goes[key.model].values("pk"))
        kind, n = self.words.get(key, str(key.model._meta.verbose_name)), rows.count()
        manager = key.model._default_manager
        if not n or user is None or not hasattr(manager, "visible_to"):
            return Count(kind, n)
        seen = manager.visible_to(user).filter(pk__in=rows.values("pk")).order_by("pk")
        return Count(kind, n, tuple(str(row) for row in seen[:NAMED]))

    def require_unused(self, user: Any) -> None:
        """Refuse while anything rests on the rows, saying what, where, and what to do instead. Raises StillUsed."""
        resting = self.rests(user)
        if resting:
            told = _("Nothing is removed: this still rests on it: %(what)s.")
            raise StillUsed(f"{told % {'what': '; '.join(map(str, resting))}} {self.otherwise}".strip())

    def carry_out(self) -> None:
        """Delete the rows and their parts, those that hang on others first."""
        for model, rows in reversed(self.goes.items()):
            fields: list[Any] = list(model._meta.concrete_fields)
            for key in fields:
                if key.is_relation and key.remote_field.model is model and key.null:
                    rows.update(**{key.name: None})  # a tree of rows that all go
            rows.delete()


def was(row: models.Model) -> dict[str, str]:
    """A row as it was, for the audit trail."""
    return {f.attname: str(getattr(row, f.attname)) for f in row._meta.concrete_fields}


def _keys_to(model: type[models.Model]) -> Iterator[Any]:
    """The keys of every model that point at this one."""
    fields: list[Any] = model._meta.get_fields(include_hidden=True)
    for found in fields:
        if found.auto_created and not found.concrete and (found.one_to_many or found.one_to_one):
            yield found.field
