"""The sheet of facts from outside."""

from collections.abc import Iterator
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from campaigns.choices import KEPT_BY_SYSTEM, FactKind
from campaigns.models import ExternalFact
from campaigns.permissions import recorders_only
from campaigns.services.facts import day_to_come, kept_by_system, record_fact
from common.text import compared
from common.workbook.book import Row
from common.workbook.columns import Kind, choice, code, of_kind, text
from common.workbook.sheets import Change, Sheet
from common.workbook.stored import Identity, Known, Values, batches
from units.permissions import kept_from_above
from units.workbook.sight import of_kept_unions
from units.workbook.unions import Unions

#: What else a fact says, which never changes once it is recorded.
SAID = ("day", "issued_by", "note")


class Facts(Sheet):
    """A fact that is recorded never changes; an importer records those of unions that it keeps from above.

    Neither withdrawn facts nor those that another record makes (a registered title) are carried.
    """

    key = "facts"
    title = "Sự việc"
    note = "What documents say of unions, as long as it is not withdrawn."
    identity = ("union", "kind", "grade", "number")
    columns = (
        code("union", "Mã công đoàn", "unions", need=True, ex="HN"),
        choice("kind", "Loại", FactKind, need=True, ex="discipline"),
        text("grade", "Nội dung cụ thể", 80, ex="Khiển trách"),
        text("number", "Số văn bản", 120, need=True, ex="12/QĐ-LĐLĐ"),
        of_kind(Kind.DAY, "day", "Ngày văn bản", need=True, ex="2024-06-30"),
        text("issued_by", "Nơi ban hành", 200, ex="LĐLĐ thành phố"),
        text("note", "Ghi chú", 300),
    )

    # --- What is stored -----------------------------------------------------------------------------------------------
    @classmethod
    def stored(cls, where: Q) -> Iterator[Known]:
        """Standing facts that people recorded."""
        rows = ExternalFact.objects.standing().filter(where, source="")
        return cls.read(rows.order_by("union__code", "day", "pk"), union="union__code")

    def load(self) -> Iterator[Known]:
        """Those of the unions that the workbook names, as far as they are in sight."""
        sight = of_kept_unions(self.run.by)
        for some in batches(self._named):
            yield from self.stored(Q(union__code__in=some) & sight)

    @property
    def _named(self) -> set[str]:
        return {code for row in self.rows if (code := row.get("union"))}

    @classmethod
    def identify(cls, values: Values) -> Identity:
        """Grade and number as they are compared."""
        return values["union"], values["kind"], compared(values["grade"]), compared(values["number"])

    def differs(self, key: str, row: Row, known: Known) -> bool:
        """What tells facts apart is the same, however it is written."""
        return key in SAID and super().differs(key, row, known)

    # --- Rules --------------------------------------------------------------------------------------------------------
    def check(self) -> None:
        """The day, what no longer changes, and who may."""
        for row in self.rows:
            if row.get("day") and row["day"] > self.run.day:
                self.say(row, "day", day_to_come())
        for change in self.changed:
            self._say_fixed(change)
        for change in self.new:
            if change.row["kind"] in KEPT_BY_SYSTEM:
                self.say(change.row, "kind", kept_by_system())
            if change.row["union"] in self.run.of(Unions).codes and not self._records(change.row["union"]):
                self.say(change.row, "union", recorders_only())
            elif reason := self._withdrawn.get(self.identify(change.row.values)):
                again = _("This fact was withdrawn: %(reason)s. It will be recorded anew.")
                self.warn(change.row, "number", again % {"reason": reason})

    def _say_fixed(self, change: Change) -> None:
        assert change.known is not None
        key = change.fields[0]
        fixed = _(
            "A recorded fact does not change. Write what is stored: %(value)s; or withdraw it on the page of its union"
            " and record it anew."
        )
        self.say(change.row, key, fixed % {"value": self.told(key, change.known.values[key])})

    def _records(self, code: str) -> bool:
        """The importer keeps the union from above; a new one as its parent."""
        unions = self.run.of(Unions)
        pk = unions.ids.get((code,))
        return unions.keeps(code) if pk is None else pk in self._recorded

    @cached_property
    def _recorded(self) -> set[int]:
        ids = self.run.of(Unions).ids
        wanted = [ids[code,] for code in self._named if (code,) in ids]
        return kept_from_above(self.run.by, wanted)

    @cached_property
    def _withdrawn(self) -> dict[Identity, str]:
        """Facts of these unions that somebody withdrew, with the reason."""
        found: dict[Identity, str] = {}
        rows = ExternalFact.objects.filter(of_kept_unions(self.run.by), withdrawn_at__isnull=False)
        facts = ("union__code", "kind", "grade_key", "document_key", "withdrawal_reason")
        for some in batches({change.row["union"] for change in self.new}):
            for *name, reason in rows.filter(union__code__in=some).values_list(*facts):
                found[tuple(name)] = reason
        return found

    # --- Writing ------------------------------------------------------------------------------------------------------
    def apply(self) -> None:
        """One by one: there are few."""
        unions = self.run.of(Unions)
        for change in self.new:
            said = {name: change.row[name] for name in ("kind", "grade", "number", *SAID)}
            made = record_fact(union=unions.one(change.row["union"]), **said, **self.run.who)
            self.ids[self.identify(change.row.values)] = made.pk
