"""What a workbook says of the days and times of phases, and what is wrong with them."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaigns.choices import CampaignStatus, PhaseStatus
from campaigns.models import check_remind_days
from campaigns.rules import is_short_notice
from campaigns.services.campaigns import DATES, date_faults, review_fault
from campaigns.workbook.campaign import Campaigns
from common.templatetags.look import ends
from common.workbook.book import Mark, Row
from common.workbook.faults import Fault
from common.workbook.sheets import Change, Sheet, told


def check_times(sheet: Sheet, row: Row) -> None:
    """Tell what is wrong with the dates of a phase, beside each other and the campaign's year."""
    above = next(iter(sheet.run.of(Campaigns).rows), None)
    year, kind = (above.get("year"), above.get("kind")) if above else (None, None)
    for key, wrong in date_faults(year=year, kind=kind, **{key: row.get(key) for key in DATES}).items():
        sheet.say(row, key, wrong)
    first, last, review = (row.get(key) for key in ("period_from", "period_to", "review_day"))
    if first and last and review and (wrong := review_fault(review, first, last)):
        sheet.say(row, "review_day", wrong)
    if row.get("target_share") == 0:
        sheet.say(row, "target_share", _("The share of the target must be more than 0 %."))
    try:
        check_remind_days(row.get("remind_days") or "")
    except ValidationError as error:
        sheet.say(row, "remind_days", error.messages[0])


def tell_deadline(sheet: Sheet, change: Change) -> None:
    """Warn of a deadline at midnight; ask whether one so soon is meant, why one of a launched phase comes forward."""
    row, known, campaign = change.row, change.known, sheet.run.of(Campaigns).comparable
    closes = row["entry_closes_at"]
    if row.marks.get("entry_closes_at") is Mark.MIDNIGHT:
        _tell_midnight(sheet, row)
    is_right = "entry_closes_at" not in row.told
    if is_right and known and known.status == PhaseStatus.OPEN and closes < known.values["entry_closes_at"]:
        sooner = _(
            "The deadline comes forward; until now it is %(old)s. Those concerned are told at once, with the reason."
        )
        sheet.ask(row, "entry_closes_at", sooner % {"old": ends(known.values["entry_closes_at"])})
    is_launched = campaign is not None and campaign.status >= CampaignStatus.LAUNCHED
    if known is None and is_launched and is_short_notice(closes, sheet.run.now):
        soon = _(
            "Entry of this phase ends so soon, or has ended; it closes by itself. Those concerned are told."
        )
        sheet.run.confirms.append(Fault(sheet.title, sheet.page.cell(row, "entry_closes_at"), soon))


def _tell_midnight(sheet: Sheet, row: Row) -> None:
    """A day that was typed over a time looks the same as the first moment of a day."""
    closes = row["entry_closes_at"]
    told_as = _(
        "Entry closes at 00:00 on %(day)s, so %(last)s is its last day. "
        "If all of %(day)s is meant, write the day without a time."
    )
    last = closes.date() - timedelta(days=1)
    sheet.warn(row, "entry_closes_at", told_as % {"day": told(closes.date()), "last": told(last)})
