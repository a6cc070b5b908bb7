"""Every page of awards in both sizes.

Nothing is wider than the window, the console shows no fault, and a screen reader trips over nothing.
"""

from collections.abc import Callable

import pytest

from awards.choices import RoundStatus, SessionStatus
from awards.models import AwardRound, Council, CouncilSession, Decision, Grant, Nomination
from campaigns.models import Campaign
from tests.browser.conftest import SIZES, Visitor, faults_of
from tests.demo import demo_at
from units.models import Union

Visit = Callable[[str, str], Visitor]


def pages() -> list[tuple[str, str, str]]:
    """(name, account, address) of every page of awards that a person opens."""
    campaign = Campaign.objects.get(code="HN-2024")
    decided = AwardRound.objects.get(campaign=campaign, status=RoundStatus.DECIDED)
    taking = AwardRound.objects.get(status=RoundStatus.OPEN)
    voting = CouncilSession.objects.get(status=SessionStatus.VOTING)
    counted = CouncilSession.objects.get(round=decided)
    decision = Decision.objects.get(round=decided)
    grant = Grant.objects.filter(decision=decision).order_by("pk")[0]
    nomination = Nomination.objects.filter(round=decided).order_by("pk")[0]
    quota = taking.quotas.order_by("pk")[0]
    union = Union.objects.get(code="HN-DD")
    third = f"?union={union.pk}&award={quota.award_id}"
    return [
        ("awards-home", "hoidong", "/"),
        ("rounds", "liendoan", "/rounds/"),
        ("round", "liendoan", f"/rounds/{decided.pk}/"),
        ("round-open", "liendoan", f"/rounds/{taking.pk}/"),
        ("round-union", "dongda", f"/rounds/{taking.pk}/"),
        ("round-new", "liendoan", "/rounds/new/"),
        ("round-quotas", "liendoan", f"/rounds/{taking.pk}/quotas/?change={quota.pk}"),
        ("round-move", "liendoan", f"/rounds/{taking.pk}/end/"),
        ("nominate-union", "liendoan", f"/rounds/{taking.pk}/nominate/"),
        ("nominate-award", "dongda", f"/rounds/{taking.pk}/nominate/?union={union.pk}"),
        ("nominate-reason", "dongda", f"/rounds/{taking.pk}/nominate/{third}"),
        ("nominate-standings", "liendoan", f"/rounds/{decided.pk}/from-standings/"),
        ("nomination", "liendoan", f"/nominations/{nomination.pk}/"),
        ("titles", "liendoan", f"/campaigns/{campaign.pk}/titles/"),
        ("councils", "liendoan", "/councils/"),
        ("council", "liendoan", f"/councils/{Council.objects.get(owner__code='HN').pk}/"),
        ("council-new", "liendoan", "/councils/new/"),
        ("session-voting", "hoidong", f"/sessions/{voting.pk}/"),
        ("session-counted", "hoidong", f"/sessions/{counted.pk}/"),
        ("session-end", "hoidong", f"/sessions/{voting.pk}/end/"),
        ("session-prolong", "hoidong", f"/sessions/{voting.pk}/prolong/"),
        ("session-minutes", "hoidong", f"/sessions/{counted.pk}/minutes/"),
        ("ballot", "hoidong", f"/sessions/{voting.pk}/ballot/"),
        ("decisions", "dongda", "/decisions/"),
        ("decision", "liendoan", f"/decisions/{decision.pk}/"),
        ("decision-new", "liendoan", f"/rounds/{voting.round_id}/decide/"),
        ("grant-revoke", "liendoan", f"/grants/{grant.pk}/revoke/"),
        ("catalogue", "dongda", "/award-catalogue/"),
        ("public-awards", "", "/awards/?q=dong+da"),
        ("public-award", "", f"/awards/{grant.pk}/"),
    ]


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", SIZES)
def test_every_page_of_awards_is_fit_to_ship_in_both_sizes(visit: Visit, size: str) -> None:
    demo_at("awarded")
    assert faults_of(visit, pages(), size) == []
