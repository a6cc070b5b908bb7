"""Every page in both sizes.

Nothing is wider than the window, the console shows no fault, and a screen reader trips over nothing.
"""

from collections.abc import Callable

import pytest

from campaigns.models import Campaign, Participant, Phase, Pledge, ScoringTable
from tests.browser.conftest import SIZES, Visitor, faults_of
from tests.demo import demo_at
from units.models import Cluster, Union, User

Visit = Callable[[str, str], Visitor]


def pages() -> list[tuple[str, str, str]]:
    """(name, account, address) of every page that a person opens."""
    city = Campaign.objects.get(code="HN-2024")
    phase = Phase.objects.get(campaign=city, number=1)
    closed = Phase.objects.get(campaign__code="SS-2021", number=1)
    extract = Phase.objects.get(campaign__code="CUM1-2023")
    table = ScoringTable.objects.filter(campaign=city).latest("version")
    dong_da = Participant.objects.get(phase=phase, union__code="HN-DD")
    row = dong_da.results.get(indicator__code="KT")
    pledge = Pledge.objects.get(campaign=city, cluster__code="HN-C1")
    union, cluster = Union.objects.get(code="HN-DD"), Cluster.objects.get(code="HN-C1")
    opened = closed.participants.get(union__code="SS-HC2")
    return [
        ("login", "", "/login/"),
        ("home-officer", "dongda", "/"),
        ("home-head", "longbien", "/"),
        ("home-federation", "liendoan", "/"),
        ("home-inspector", "kiemtra", "/"),
        ("notices", "dongda", "/notices/"),
        ("sheets", "dongda", "/sheets/"),
        ("sheet", "dongda", f"/sheets/{dong_da.pk}/"),
        ("sheet-unfinished", "badinh", f"/sheets/{phase.participants.get(union__code='HN-BD').pk}/"),
        ("evidence", "dongda", f"/results/{row.pk}/evidence/"),
        ("targets", "dongda", f"/campaigns/{city.pk}/targets/{union.pk}/"),
        ("target-change-new", "dongda", f"/campaigns/{city.pk}/targets/{union.pk}/change/"),
        ("campaigns", "dongda", "/campaigns/"),
        ("campaign", "dongda", f"/campaigns/{city.pk}/"),
        ("campaign-covid", "liendoan", f"/campaigns/{Campaign.objects.get(code='COVID-2021').pk}/"),
        ("campaign-new", "liendoan", "/campaigns/new/"),
        ("campaign-edit", "liendoan", f"/campaigns/{city.pk}/edit/"),
        ("phase-new", "liendoan", f"/campaigns/{city.pk}/phases/new/"),
        ("phase-edit", "liendoan", f"/phases/{phase.pk}/edit/"),
        ("content-new", "liendoan", f"/campaigns/{city.pk}/contents/new/"),
        ("tables", "dongda", f"/campaigns/{city.pk}/tables/"),
        ("table", "dongda", f"/tables/{table.pk}/?line={table.criteria.order_by('-order')[0].pk}"),
        ("table-new", "liendoan", f"/campaigns/{city.pk}/tables/new/"),
        ("import", "liendoan", "/workbook/import/"),
        ("dashboard", "liendoan", f"/phases/{phase.pk}/dashboard/"),
        ("dashboard-cluster", "liendoan", f"/phases/{phase.pk}/dashboard/?cluster={cluster.pk}"),
        ("reminders", "liendoan", f"/phases/{phase.pk}/reminders/"),
        ("appraisals", "liendoan", "/appraisal/"),
        ("appraisal", "liendoan", f"/phases/{phase.pk}/appraisal/"),
        ("standings-list", "dongda", "/standings/"),
        ("standings-before", "dongda", f"/phases/{phase.pk}/standings/"),
        ("standings-extract", "longbien", f"/phases/{extract.pk}/standings/"),
        ("standings", "socson", f"/phases/{closed.pk}/standings/?cluster={opened.cluster_id}"),
        (
            "standings-open",
            "socson",
            f"/phases/{closed.pk}/standings/?cluster={opened.cluster_id}&open={opened.pk}",
        ),
        ("pledges", "badinh", "/pledges/"),
        ("pledge", "badinh", f"/pledges/{pledge.pk}/"),
        ("clusters", "longbien", "/clusters/"),
        ("cluster", "longbien", f"/clusters/{cluster.pk}/"),
        ("units", "liendoan", "/units/"),
        ("unit", "liendoan", f"/units/{union.pk}/"),
        ("unit-administered", "quantri", f"/units/{union.pk}/"),
        ("accounts", "quantri", "/accounts/"),
        ("letters", "quantri", "/letters/"),
        ("accounts-union", "quantri", f"/accounts/?union={union.pk}&state=first"),
        ("account", "quantri", f"/accounts/{User.objects.get(username='dongda').person_id}/"),
        ("account-own", "quantri", f"/accounts/{User.objects.get(username='quantri').person_id}/"),
        ("person-new", "quantri", f"/units/people/new/?union={union.pk}"),
        ("account-post", "quantri", f"/accounts/{User.objects.get(username='dongda').person_id}/posts/new/"),
        (
            "appointment-end",
            "quantri",
            f"/appointments/{union.posts.get(role='officer').appointments.get().pk}/end/",
        ),
        ("password", "dongda", "/password/"),
    ]


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_fit_to_ship_in_both_sizes(visit: Visit, size: str) -> None:
    demo_at("reporting")
    assert faults_of(visit, pages(), size) == []


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_the_text_for_a_chat_group_is_copied_by_a_button(visit: Visit) -> None:
    demo_at("reporting")
    visitor = visit("liendoan", "phone")
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    phase = Phase.objects.get(campaign__code="HN-2024", number=1)
    page = visitor.go(f"/phases/{phase.pk}/reminders/")
    page.get_by_role("button", name="Sao chép").first.click()
    page.get_by_text("Đã sao chép").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("textarea").first.input_value()
    assert visitor.faults == []
