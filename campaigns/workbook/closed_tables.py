"""Scoring tables that no longer change, and what a workbook is told that would change them or what stands in them."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.choices import TableStatus
from campaigns.models import Phase
from common.workbook.sheets import Sheet
from common.workbook.stored import Identity, Known


def closed_tables(known: Mapping[Identity, Known], now: datetime) -> dict[Identity, str]:
    """Why stored tables no longer change, by what tells them apart; drafts that score no closed phase are left out."""
    over = _scoring_closed_phases([table.pk for table in known.values()], now)
    scored = _("A closed phase is scored by this table, which no longer changes.")
    agreed = _("This table is agreed and no longer changes.")
    return {
        name: scored if table.status == TableStatus.LOCKED or table.pk in over else agreed
        for name, table in known.items()
        if table.status != TableStatus.DRAFT or table.pk in over
    }


def _scoring_closed_phases(tables: list[int], now: datetime) -> set[int]:
    """The ids of the tables that score a phase whose deadline has passed."""
    over = Phase.objects.over(now).filter(participants__table__in=tables)
    return set(over.values_list("participants__table", flat=True).distinct())


def say_closed(sheet: Sheet, names: tuple[str, str], closed: Mapping[Identity, str]) -> None:
    """Tell the changes of a sheet that are about such a table; `names` are the columns that name the table."""
    for change in sheet.changes:
        why = closed.get(tuple(change.row[name] for name in names))
        if why is None:
            continue
        key = change.fields[0] if change.fields else names[0]
        remedy = _("Delete the row, or make a new version.")
        if change.known is not None:
            stored = sheet.told(key, change.known.values[key])
            remedy = _("Write what is stored: %(value)s. Or make a new version.") % {"value": stored}
        sheet.say(change.row, key, f"{why} {remedy}")
