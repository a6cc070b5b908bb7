"""The head of a campaign's page: what this person may do next, and the line below the name."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.queries.campaign_page import CampaignPage
from campaigns.queries.campaigns import PhaseCard
from campaigns.queries.cancelling import cancelled_line
from common.pages import Button, PhaseLine
from common.templatetags.look import day


def campaign_buttons(page: CampaignPage, *, manages: bool, ready: bool) -> Iterator[Button]:
    """Of a draft its form and its launch, for those who manage it; later one's own sheet, the points or the progress.

    Where something is measured also the targets.

    `ready` says that nothing is missing for the launch.
    """
    now = page.current
    if page.indicators:
        yield Button("target-list", page.campaign.pk, "chart", _("Targets"), is_primary=False)
    if page.is_draft:
        if manages:
            yield Button("campaign-edit", page.campaign.pk, "pen", _("Change"), is_primary=False)
        if manages and ready:
            yield Button("campaign-launch", page.campaign.pk, "flag", _("Launch…"))
    elif now and now.sheet_id and now.is_open:
        yield Button("sheet", now.sheet_id, "pen", _("Enter results"))
    elif now and now.is_scored:
        yield Button("standings", now.phase.pk, "chart", _("See the standings"))
    elif now and page.sees_progress and not now.phase.is_year:
        yield Button("dashboard", now.phase.pk, "grid", _("See the progress"))


def campaign_line(page: CampaignPage, *, ready: bool) -> PhaseLine:
    """Where a campaign stands: in preparation, or in which phase, and how many have submitted."""
    now, owner = page.current, page.campaign.owner.short_name
    is_due = bool(now and now.is_open)
    if page.is_draft:
        told = _("ready to launch") if ready else _("see below what is missing before the launch")
        return PhaseLine(_("In preparation"), is_due, (told, _("seen by %(owner)s only") % {"owner": owner}))
    if cancelled := cancelled_line(page.campaign):
        return cancelled
    launched = _("launched by %(owner)s on %(day)s") % {
        "owner": owner,
        "day": day(page.campaign.launched_at),
    }
    if now is None:
        return PhaseLine("", is_due, (launched,))
    return PhaseLine(f"{now.phase.name}: {now.stage.words}", is_due, (_submitted(page, now), launched))


def _submitted(page: CampaignPage, now: PhaseCard) -> str:
    if page.campaign.is_extract:
        return _("an extract of a printed report: nobody counts as late")
    if now.phase.is_year:
        return ngettext("%(n)s union", "%(n)s unions", now.participants) % {"n": now.participants}
    counts = {"done": now.submitted, "all": now.participants}
    return _("%(done)s/%(all)s unions have submitted") % counts
