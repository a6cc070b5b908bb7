"""What every page shows: the tabs and the person in the corner."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from emulation_tracker.health import LOOKOUT, RECENT
from emulation_tracker.health_words import troubles
from units.scope import Scope, scope_of

#: Pages under the tab of the organisation.
ORGANISATION = {
    *("units", "unit", "unit-headcounts", "cluster", "clusters"),
    *("union-facts", "fact-withdraw", "fact-document"),
}
#: Pages under the tab of awards.
AWARDS = {
    *(
        "rounds",
        "round",
        "round-new",
        "round-quotas",
        "round-move",
        "round-second-ballot",
        "nominate",
        "nominate-standings",
        "nomination",
        "titles",
    ),
    *(
        "councils",
        "council",
        "council-new",
        "session-new",
        "council-session",
        "session-postpone",
        "session-end",
        "session-prolong",
        "session-again",
    ),
    *("session-minutes", "ballot", "decisions", "decision", "decision-new", "grant-revoke", "catalogue"),
}


@dataclass(frozen=True)
class Tab:
    """A link of the main navigation."""

    url: str
    label: str
    icon: str
    active: bool


def navigation(request: HttpRequest) -> dict[str, object]:
    """Tabs, the phone's dock, and the post in which the person is here.

    Who runs a federation is led to appraisal, everybody else to the results of their own union.
    """
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"site_union": settings.SITE_UNION}
    scope = scope_of(request.user)
    who = {
        "site_union": settings.SITE_UNION,
        "me": request.user.person,
        "my_post": scope.main,
    }
    if request.user.must_change_password:  # no tab would lead anywhere
        return who
    match = request.resolver_match
    name = match.url_name if match else ""
    sheets = {"sheets", "sheet", "targets", "evidence"}
    appraising = ("appraisals", _("Appraisal"), "check", sheets | {"appraisals", "appraisal"})
    entering = ("sheets", _("Results"), "pen", sheets | {"appraisal"})
    links = [
        ("home", _("My tasks"), "home", {"home", "notices"}),
        (
            "campaigns",
            _("Campaigns"),
            "grid",
            {
                "campaigns",
                "campaign",
                "campaign-new",
                "campaign-edit",
                "campaign-launch",
                "phase-new",
                "phase-edit",
                "content-new",
                "dashboard",
                "reminders",
                "import",
                "job",
            },
        ),
        appraising if scope.runs_federation else entering,
        ("standings-list", _("Standings"), "chart", {"standings-list", "standings", "phase-final"}),
        ("pledges", _("Pledges"), "paper", {"pledges", "pledge", "pledge-new"}),
        ("rounds", _("Awards"), "star", AWARDS),
        ("units", _("Organisation"), "tree", ORGANISATION),
    ]
    if scope.administered:
        names = {
            "accounts",
            "account",
            "account-open",
            "account-post",
            "person-new",
            "appointment-end",
            "letters",
        }
        links.append(("accounts", _("Accounts"), "key", names))
    tabs = [Tab(reverse(url), label, icon, name in names) for url, label, icon, names in links]
    here = replace(tabs[0], active=name == "home")  # the dock has the notices themselves beside it
    notices = Tab(reverse("notices"), _("Notices"), "bell", name == "notices")
    return {
        **who,
        **_for_administrators(scope),
        "nav": tabs,
        "nav_dock": [here, *tabs[2:4], notices] if scope.runs_federation else [tabs[0], *tabs[2:5]],
        "bell": {"url": notices.url, "count": getattr(request.user, "unread", 0)},
    }


def _for_administrators(scope: Scope) -> dict[str, object]:
    """The link to the state of the system, and the banner of what stands still there; for nobody else a look."""
    if not scope.administered:
        return {}
    return {"system_url": reverse("system"), "standstill": troubles(LOOKOUT.state(RECENT))}
