"""What counts in a campaign, in words. No query."""

from django.utils.translation import gettext as _

from campaigns.choices import Counting, ResultStatus
from campaigns.models import Campaign
from campaigns.rules import counting_of


def counting_words(campaign: Campaign) -> str:
    """What the campaign counts, before the final and in it, as its page says."""
    if campaign.is_extract:
        return _("An extract of a printed report: every figure counts.")
    return str(Counting(counting_of(campaign.counts_from, final_waits=campaign.final_waits)).label)


def counted_words(campaign: Campaign) -> str:
    """Which figures stand behind a share or a sum, beside it."""
    if campaign.is_extract:
        return _("every printed figure")
    if campaign.counts_from >= ResultStatus.VERIFIED:
        return _("appraised figures alone")
    return _("figures submitted or appraised")


def uncounted_words(campaign: Campaign) -> str:
    """What the legend says of figures that are entered and do not count."""
    if campaign.counts_from >= ResultStatus.VERIFIED:
        return _("entered, does not count before it is appraised")
    return _("entered, does not count before it is submitted")
