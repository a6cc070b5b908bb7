"""A chain of tables inside one statement, each made from the one before. Plain SQL of both databases."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from common.db import Given


@dataclass
class Chain:
    """Tables of one statement: `columns` are those of the last link, named `last`."""

    last: str
    columns: list[str]
    given: list[Given] = field(default_factory=list)

    def add(self, *tables: Given) -> None:
        """Put these tables beside the chain."""
        self.given.extend(tables)

    def link(self, name: str, fresh: Mapping[str, str], rest: str = "") -> None:
        """Add a link: the columns of the one before, called `r`, with those of `fresh` added or replaced.

        `rest` is what follows FROM: joins with tables that stand beside the chain, and windows.
        """
        kept = [f"r.{column}" for column in self.columns if column not in fresh]
        made = [f"{sql} AS {column}" for column, sql in fresh.items()]
        picks = ",\n    ".join([*kept, *made])
        self.given.append(Given(name, f"{name} AS (SELECT {picks}\n    FROM {self.last} AS r {rest})"))
        self.columns = [c for c in self.columns if c not in fresh] + list(fresh)
        self.last = name
