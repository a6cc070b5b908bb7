"""What counts in a campaign, in words. No query."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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


def sheet_words(campaign: Campaign, uncounted: int, *, is_over: bool) -> str:
    """What a sheet says of its answers that do not count; "" where there are none.

    While entry is open it names no number, which would change with every cell; `is_over` says that nothing more is
    entered.
    """
    if not uncounted or campaign.is_extract:
        return ""
    from_appraisal = campaign.counts_from >= ResultStatus.VERIFIED
    if not is_over:
        if from_appraisal:
            return _(
                "Figures count once they are submitted and appraised: not as a draft, and not while returned."
            )
        return _("Figures count once they are submitted: not as a draft, and not while returned.")
    if from_appraisal:
        told = ngettext(
            "%(n)s figure of this sheet does not count: it was not submitted, was returned, or is not appraised yet.",
            "%(n)s figures of this sheet do not count: they were not submitted, were returned, or are not appraised "
            "yet.",
            uncounted,
        )
    else:
        told = ngettext(
            "%(n)s figure of this sheet does not count: it was not submitted, or was returned and not sent again.",
            "%(n)s figures of this sheet do not count: they were not submitted, or were returned and not sent again.",
            uncounted,
        )
    return told % {"n": uncounted}


def set_aside_words(count: int) -> str:
    """What a sheet says of its figures that the federation set aside; "" where there are none.

    The union reported them in time, so that they are not among those that were not submitted.
    """
    if not count:
        return ""
    told = ngettext(
        "The federation set %(n)s figure of this sheet aside, with a reason: it does not count.",
        "The federation set %(n)s figures of this sheet aside, each with a reason: they do not count.",
        count,
    )
    return told % {"n": count}
