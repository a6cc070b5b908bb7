"""The sheet of unions: facts, and the present place in the tree by territory."""

from collections.abc import Collection, Iterator
from datetime import date
from functools import cached_property

from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Length, Replace
from django.utils.translation import gettext as _

from common.workbook.columns import Kind, choice, code, of_kind, sample, text
from common.workbook.sheets import Change, Sheet
from common.workbook.stored import Known, batches
from units.actors import System
from units.choices import Level, Line, Sector
from units.models import Affiliation, Union
from units.permissions import administered_among, keeps_top, kept_among, parents_among
from units.rules import ancestors_of
from units.services.bulk import unions as bulk
from units.services.unions import affiliate_union, founded_ahead
from units.workbook.rings import say_cycles
from units.workbook.sight import hide_parents, unions_in_sight


def keepers_only() -> str:
    """The fault in a row that the importer has no right to change."""
    return _(
        "Only staff of this union, or of one above it, may change this. "
        "Leave the row as the system has it, or ask them."
    )


class Unions(Sheet):
    """An importer changes only what stands at or below the unions that it acts for."""

    key = "unions"
    title = "Công đoàn"
    note = "Unions of any level with their present place in the tree."
    identity = ("code",)
    ends_by = "dissolved_on"
    columns = (
        code("code", "Mã", need=True, ex="HN"),
        text("name", "Tên đầy đủ", 200, need=True, ex="LĐLĐ thành phố Hà Nội"),
        text("short_name", "Tên ngắn", 80, need=True, ex="LĐLĐ Hà Nội"),
        choice("level", "Cấp", Level, need=True, ex="city"),
        choice("sector", "Khu vực", Sector, ex="union_body"),
        code("parent", "Mã cấp trên", "unions", note="empty for the topmost union"),
        of_kind(
            Kind.DAY,
            "valid_from",
            "Thuộc cấp trên từ ngày",
            need=True,
            ex="2024-01-01",
            note="first day under this parent; the earlier place stays in history when the parent changes",
        ),
        of_kind(Kind.DAY, "founded_on", "Ngày thành lập"),
        of_kind(Kind.DAY, "dissolved_on", "Ngày kết thúc hoạt động"),
        sample(),
    )

    # --- What is stored -----------------------------------------------------------------------------------------------
    @classmethod
    def stored(cls, where: Q, day: date) -> Iterator[Known]:
        """Unions with their place by territory on `day`, or the one nearest to it; parents first.

        `path` is the place's, `version` the parent's id.
        """
        places = Affiliation.objects.filter(union=OuterRef("pk"), line=Line.TERRITORY).nearest_first(day)
        rows = (
            Union.objects.filter(where)
            .annotate(
                above=Subquery(places.values("parent__code")[:1]),
                above_pk=Subquery(places.values("parent_id")[:1]),
                since=Subquery(places.values("valid_from")[:1]),
                place=Subquery(places.values("path")[:1]),
            )
            .annotate(depth=Length("place") - Length(Replace("place", Value("/"), Value(""))))
            .order_by("depth", "code")
        )
        extra = {"path": "place", "version": "above_pk"}
        for known in cls.read(rows, extra, parent="above", valid_from="since"):
            known.path = known.path or ""
            yield known

    def load(self) -> Iterator[Known]:
        """Every union that a stored row of the workbook's sheets names, those in the importer's sight that the
        workbook names, and those in sight above them."""
        held, sight = self.run.held("unions"), unions_in_sight(self.run.by)
        found: dict[int, Known] = {}
        for some in batches(self.run.named("unions") | held):
            for known in self.stored(Q(code__in=some) & (sight | Q(code__in=held)), self.run.day):
                found[known.pk] = known
        above = {pk for known in found.values() for pk in ancestors_of(known.path)}
        if above - found.keys():
            rows = self.stored(Q(pk__in=above - found.keys()) & sight, self.run.day)
            found |= {known.pk: known for known in rows}
        return hide_parents(found.values(), found.keys())

    # --- Rights -------------------------------------------------------------------------------------------------------
    def keeps(self, code: str) -> bool:
        """The importer keeps this union; a new one is kept by who keeps its parent."""
        return self._is_system or code in self._kept

    def forbids(self, code: str) -> bool:
        """The importer knows this union and does not keep it; an unknown code is a fault already."""
        return code in self.codes and not self.keeps(code)

    def administers(self, code: str) -> bool:
        """The importer administers this union; a new one as its parent."""
        return self._is_system or code in self._administered

    def may_hold(self, code: str) -> bool:
        """The importer may place unions below this one; a new one as its parent, or as a new top."""
        return self._is_system or code in self._parents

    @property
    def _is_system(self) -> bool:
        return isinstance(self.run.by, System)

    @cached_property
    def _kept(self) -> set[str]:
        return self._reached(kept_among(self.run.by, self.ids.values()), top=False)

    @cached_property
    def _administered(self) -> set[str]:
        return self._reached(administered_among(self.run.by, self.ids.values()), top=False)

    @cached_property
    def _parents(self) -> set[str]:
        return self._reached(parents_among(self.run.by, self.ids.values()), top=keeps_top(self.run.by))

    def _reached(self, pks: Collection[int], *, top: bool) -> set[str]:
        """The codes of the stored unions among `pks`, and of the new ones below them; with `top` also of new trees."""
        found = {values[0] for values, pk in self.ids.items() if pk in pks}
        stored = {values[0] for values in self.ids}
        new = {row["code"]: row["parent"] for row in self.rows if row.has("code", "parent")}
        for start in new.keys() - stored:
            way: list[str] = []
            at = start
            while at in new and at not in stored and at not in way:
                way.append(at)
                at = new[at]
            if at in found or (top and not at):
                found.update(way)
        return found

    # --- Rules --------------------------------------------------------------------------------------------------------
    def check(self) -> None:
        """Dates, places, the tree, and who may."""
        for row in self.rows:
            if row.get("founded_on") and row.get("dissolved_on") and row["dissolved_on"] < row["founded_on"]:
                after = _("A union is dissolved after it was founded. Correct one of the dates.")
                self.say(row, "dissolved_on", after)
            if row.get("founded_on") and row["founded_on"] > self.run.day:
                self.say(row, "founded_on", founded_ahead())
        for change in self.changes:
            self._check_place(change)
            self._check_right(change)
        say_cycles(self)

    def _check_place(self, change: Change) -> None:
        row, known = change.row, change.known
        above = self.merged.get((row["parent"],))
        if above and above["valid_from"] and row["valid_from"] < above["valid_from"]:
            self.say(
                row,
                "valid_from",
                _("“%(parent)s” has its place from %(day)s on. Choose that day or a later one.")
                % {"parent": row["parent"], "day": f"{above['valid_from']:%d/%m/%Y}"},
            )
        if known is None or "parent" not in change.fields or not known.values["parent"]:
            return  # a top may turn out to have stood under the parent all along
        if row["valid_from"] <= (known.values["valid_from"] or date.min):
            self.say(
                row,
                "valid_from",
                _("The new place must begin after %(day)s, when the current one began.")
                % {"day": f"{known.values['valid_from']:%d/%m/%Y}"},
            )

    def _check_right(self, change: Change) -> None:
        code, parent = change.row["code"], change.row["parent"]
        if change.is_new:
            allowed = self.may_hold(code)
        else:
            moves = "parent" in change.fields and parent
            allowed = self.keeps(code) and (not moves or self.may_hold(parent))
        if not allowed:
            self.say(change.row, "code", keepers_only())
        elif change.is_new and code in self.taken:
            other = _("The code “%(code)s” belongs to another union. Choose another.")
            self.say(change.row, "code", other % {"code": code})

    @cached_property
    def taken(self) -> set[str]:
        """Codes of the workbook's new unions that belong to others."""
        codes = {change.row["code"] for change in self.new}
        return {
            code
            for some in batches(codes)
            for code in Union.objects.filter(code__in=some).values_list("code", flat=True)
        }

    # --- Writing ------------------------------------------------------------------------------------------------------
    def apply(self) -> None:
        """New unions in sets, corrected facts in sets, moves one by one."""
        found = bulk.found_unions(rows=[c.row.values for c in self.new], **self.run.who)
        self.ids |= {(code,): pk for code, pk in found.items()}
        facts = {c.pk: c.row.values for c in self.changed if set(c.fields) & set(bulk.FACTS)}
        bulk.edit_unions(rows=facts, **self.run.who)
        moves = [c for c in self.changed if "parent" in c.fields]
        days = {
            c.pk: c.row["valid_from"] for c in self.changed if "valid_from" in c.fields and c not in moves
        }
        bulk.correct_places(days=days, **self.run.who)
        for change in moves:
            self._move(change)

    def _move(self, change: Change) -> None:
        known, since = change.known, change.row["valid_from"]
        assert known is not None
        union = Union.objects.get(pk=known.pk)
        parent = self.get(change.row["parent"])
        if parent and not known.values["parent"] and since <= known.values["valid_from"]:
            bulk.put_top_under(union=union, parent=parent, since=since, **self.run.who)
        else:
            affiliate_union(union=union, parent=parent, since=since, **self.run.who)

    def get(self, code: str) -> Union | None:
        """The union of a code; none for an empty one."""
        return Union.objects.get(pk=self.ids[code,]) if code else None

    def one(self, code: str) -> Union:
        """The union of a code that is needed."""
        return Union.objects.get(pk=self.ids[code,])
