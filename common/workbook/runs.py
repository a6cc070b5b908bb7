"""Taking a workbook in: is it right, and what would it change? Every fault is found before anything is written."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, TypeVar, cast

from django.utils import timezone
from django.utils.translation import gettext as _

from common.workbook.book import Book, Counter, Mark, Progress, Row, silent
from common.workbook.faults import Fault, Faults
from common.workbook.sheets import Sheet
from common.workbook.stored import Identity

S = TypeVar("S", bound=Sheet)
#: Looking for the nearest of many codes takes time; after so many unknown ones no suggestion is made.
SUGGESTIONS = 20
#: So many digits may a code have that has become a number.
LENGTHS = range(2, 13)
NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")


def _as_number(code: str) -> Decimal | str:
    """A code without the zeros that a number loses."""
    return Decimal(code).normalize() if NUMBER.fullmatch(code) else code


class Run:
    """One workbook on its way in: its sheets, who brings it, what is wrong with it.

    `by`, `now` and `reason` are handed to the services that write; the engine asks nothing of them.
    """

    def __init__(
        self,
        book: Book,
        sheets: Sequence[type[Sheet]],
        *,
        by: Any,
        now: datetime,
        faults: Faults,
        reason: str = "",
    ) -> None:
        self.total, self.by, self.now, self.faults, self.reason = book.total, by, now, faults, reason
        self.asks: list[Fault] = []
        self.confirms: list[Fault] = []
        self.origin = book.origin
        # Copies, since `check` completes the rows with what is stored now, and the book may be checked once more later.
        self.sheets = [kind(self, book.pages[kind.key].copy()) for kind in sheets]
        self._by_key = {sheet.key: sheet for sheet in self.sheets}
        self._near: dict[tuple[str, str], str] = {}

    def of(self, kind: type[S]) -> S:
        """Another sheet of the same workbook."""
        return cast(S, self._by_key[kind.key])

    def __getitem__(self, key: str) -> Sheet:
        """Another sheet by its key."""
        return self._by_key[key]

    @property
    def day(self) -> date:
        """The day of the import: what is stored is compared as it stands then."""
        return timezone.localdate(self.now)

    @property
    def who(self) -> dict[str, Any]:
        """Who does it, and when: what every service is told."""
        return {"by": self.by, "now": self.now}

    def check(self, progress: Progress = silent) -> None:
        """Find every fault of the workbook and what it would change; that may be applied when there is no fault."""
        if any(sheet.is_barred() for sheet in self.sheets):
            return
        for sheet in self.sheets:
            for row in sheet.rows:
                sheet.settle(row)
        counter = Counter(progress, 2 * self.total, done=self.total)
        for sheet in self.sheets:
            self._compare(sheet, counter)
        for sheet in self.sheets:
            sheet.check()
        self._check_needs()
        self.faults.sort([sheet.title for sheet in self.sheets])

    def apply(self) -> None:
        """Write everything, sheet by sheet. Raises what the services raise."""
        for sheet in self.sheets:
            sheet.apply()

    def counts(self) -> dict[str, dict[str, int]]:
        """How many rows are new and changed, of the sheets where something is."""
        return {
            sheet.key: {"new": len(sheet.new), "changed": len(sheet.changed)}
            for sheet in self.sheets
            if sheet.changes
        }

    def named(self, key: str) -> set[str]:
        """Every code of a sheet's rows that the workbook names: there, and wherever another sheet refers to it.

        A number may have lost the zeros of its code: those that it may have had are among them.
        """
        places = [(self[key], "code")]
        places += [(s, c.key) for s in self.sheets for c in s.columns if c.refers == key]
        found: set[str] = set()
        for sheet, column in places:
            for row in sheet.rows:
                if code := row.get(column):
                    found.add(code)
                    if row.marks.get(column) is Mark.NUMBER:
                        found.update(code.zfill(digits) for digits in LENGTHS)
        return found

    def held(self, key: str) -> set[str]:
        """Every code of a sheet's rows that stored rows of the other sheets refer to; rows that belong to another
        sheet's row are read where the workbook has some."""
        referring = (s for s in self.sheets if s.key != key and (s.rows or not s.needs))
        places = ((sheet, c.key) for sheet in referring for c in sheet.columns if c.refers == key)
        codes = (known.values[column] for sheet, column in places for known in sheet.known.values())
        return {str(code) for code in codes if code}

    def near(self, key: str, code: str) -> str:
        """“Did you mean …?”, or where to add the code."""
        if (key, code) not in self._near:
            sheet, match = self._by_key[key], []
            if len(self._near) < SUGGESTIONS and not self.faults.is_full:
                folded = {c.casefold(): c for c in sorted(sheet.codes)}
                match = [c for c in sorted(sheet.codes) if _as_number(c) == _as_number(code)]
                match += [folded[m] for m in get_close_matches(code.casefold(), folded, n=1, cutoff=0.5)]
            self._near[key, code] = (
                _("Did you mean “%(code)s”?") % {"code": match[0]}
                if match
                else _("Add it to the sheet “%(sheet)s”, or correct the code.") % {"sheet": sheet.title}
            )
        return self._near[key, code]

    def _compare(self, sheet: Sheet, counter: Counter) -> None:
        """Codes that nobody knows, duplicates, and what differs from what is stored."""
        first: dict[Identity, Any] = {}
        referring = [c for c in sheet.columns if c.refers and self._by_key[c.refers].identity == ("code",)]
        for row in sheet.rows:
            counter.row(sheet.title)
            for column in referring:
                code, target = row.get(column.key), self._by_key[column.refers]
                if code and code not in target.codes and not target.is_uncertain:
                    unknown = _("“%(code)s” is not known.") % {"code": code}
                    sheet.say(row, column.key, f"{unknown} {self.near(target.key, code)}", about=code)
                    row.is_faulty = True
            if row.marks.get("code") is Mark.NUMBER:
                self._ask_for_zeros(sheet, row)
            sheet.compare(row, first)

    def _ask_for_zeros(self, sheet: Sheet, row: Row) -> None:
        """A number that would be a new code, beside a code of the same number with its zeros."""
        code = row["code"]
        if sheet.may_identify(row) and sheet.identify(row.values) not in sheet.known:
            for twin in sorted(sheet.codes - {code}):
                if _as_number(twin) == _as_number(code):
                    asked = _("The cell holds the number %(code)s. Did you mean “%(twin)s”? Type it as text.")
                    sheet.say(row, "code", asked % {"code": code, "twin": twin})
                    row.is_faulty = True
                    return

    def _check_needs(self) -> None:
        """Rows that belong to a row of another sheet do not stand alone."""
        lonely: dict[str, list[str]] = {}
        for sheet in self.sheets:
            if sheet.needs and sheet.rows and not self._by_key[sheet.needs].rows:
                lonely.setdefault(sheet.needs, []).append(f"“{sheet.title}”")
        for key, titles in lonely.items():
            self.faults.add(
                self._by_key[key].title,
                "",
                _("The rows of %(sheets)s belong to a row of this sheet. Write it, or empty those sheets.")
                % {"sheets": ", ".join(titles)},
            )
