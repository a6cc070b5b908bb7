"""Preparing and launching a campaign: its description, its phases, its launch plan, the launch."""

from campaigns.services.campaigns.cancelling import cancel_campaign, cancel_faults
from campaigns.services.campaigns.contents import add_content
from campaigns.services.campaigns.counting import counting_fault, with_counting
from campaigns.services.campaigns.drafting import create_campaign, edit_campaign, pledged_targets_fault
from campaigns.services.campaigns.editing import fingerprint, lock_campaign
from campaigns.services.campaigns.indicators import add_indicator, edit_indicator
from campaigns.services.campaigns.launching import launch_campaign, launch_faults
from campaigns.services.campaigns.leaving import take_in, take_out
from campaigns.services.campaigns.phases import (
    DATES,
    add_phase,
    check_phase,
    date_faults,
    edit_phase,
    review_fault,
)
from campaigns.services.campaigns.removing import (
    computed_words,
    launched_words,
    remove_campaign,
    remove_content,
    remove_indicator,
    remove_participant,
    remove_phase,
)
from campaigns.services.campaigns.years import (
    HEAVIEST,
    edit_year,
    make_year,
    of_a_cluster,
    weight_words,
    year_fingerprint,
)
from campaigns.services.year_unions import of_a_year

__all__ = [
    "DATES",
    "HEAVIEST",
    "add_content",
    "add_indicator",
    "add_phase",
    "cancel_campaign",
    "cancel_faults",
    "check_phase",
    "computed_words",
    "counting_fault",
    "create_campaign",
    "date_faults",
    "edit_campaign",
    "edit_indicator",
    "edit_phase",
    "edit_year",
    "fingerprint",
    "launch_campaign",
    "launch_faults",
    "launched_words",
    "lock_campaign",
    "make_year",
    "of_a_cluster",
    "of_a_year",
    "pledged_targets_fault",
    "remove_campaign",
    "remove_content",
    "remove_indicator",
    "remove_participant",
    "remove_phase",
    "review_fault",
    "take_in",
    "take_out",
    "weight_words",
    "with_counting",
    "year_fingerprint",
]
