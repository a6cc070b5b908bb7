"""What the home page says about a sheet of one's own. No query."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.queries.badges import count_badges
from campaigns.queries.home import Sheet
from common.pages import Badge
from common.templatetags.look import day_short


@dataclass(frozen=True)
class SheetCard:
    """Where a sheet stands, the words of its button, what is done already, and how many figures stand where."""

    badge: Badge
    action: str
    note: str
    counts: list[Badge]


def sheet_card(sheet: Sheet) -> SheetCard:
    """The words for a sheet: what was returned is told first, then what is missing."""
    counts = count_badges(
        verified=sheet.verified,
        waiting=sheet.waiting,
        returned=sheet.returned,
        drafted=sheet.drafted,
        missing=sheet.missing,
    )
    return SheetCard(_badge(sheet), _action(sheet), _note(sheet), counts)


def _badge(sheet: Sheet) -> Badge:
    if sheet.returned:
        words = ngettext("%(n)s indicator returned", "%(n)s indicators returned", sheet.returned)
        return Badge("fault", "returned", words % {"n": sheet.returned})
    if sheet.is_done:
        return Badge("ok", "check", _("Submitted"))
    if sheet.missing:
        words = ngettext("%(n)s indicator to enter", "%(n)s indicators to enter", sheet.missing)
        return Badge("wait", "pen", words % {"n": sheet.missing})
    return Badge("wait", "clock", _("Ready to submit"))


def _action(sheet: Sheet) -> str:
    if sheet.returned:
        words = ngettext(
            "Correct and submit %(n)s indicator again",
            "Correct and submit %(n)s indicators again",
            sheet.returned,
        )
        return words % {"n": sheet.returned}
    if sheet.is_done:
        return _("See the sheet")
    if sheet.missing:
        return ngettext("Enter %(n)s indicator", "Enter %(n)s indicators", sheet.missing) % {
            "n": sheet.missing
        }
    return _("Look it over and submit")


def _note(sheet: Sheet) -> str:
    submitted = day_short(sheet.participant.submitted_at)
    if sheet.is_done:
        return _("Submitted %(day)s; nothing more to do until it is appraised.") % {"day": submitted}
    if sheet.returned and sheet.submitted:
        words = ngettext(
            "The other %(n)s indicator was submitted %(day)s; nothing more to do there.",
            "The other %(n)s indicators were submitted %(day)s; nothing more to do there.",
            sheet.submitted,
        )
        return words % {"n": sheet.submitted, "day": submitted}
    if sheet.drafted:
        words = ngettext(
            "%(n)s indicator is entered and kept, not submitted yet.",
            "%(n)s indicators are entered and kept, not submitted yet.",
            sheet.drafted,
        )
        return words % {"n": sheet.drafted}
    return _("Nothing is entered yet; each figure is kept as soon as it is entered.")
