"""Who gets what at every address of the product.

Each row: the method that the address is for, then the status for each of the cast. 302 of a page that the person may
open is a redirect after an act; 403 and 409 say why; 404 means that it does not exist for that person; 422 is a form
with faults.
"""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.matrix.addresses_after_close import AFTER_CLOSE

CAST = ("hoa", "minh", "nga", "quang", "kim", "vy", "an")
#: Addresses that a person may open without signing in.
OPEN = {
    "login", "healthz", "readyz", "set_language", "public-awards", "public-award", "public-standings",
}  # fmt: skip
#: Addresses of verbs that show a page first, or answer a plain visit with a redirect.
BOTH = {"phase-final", "set_language", "evidence"}
#: Acts that ask on a page of their own before they are done.
ASKS = {"account-close", "account-password", "table-agree", "table-approve", "nomination-withdraw"}
ALL = (200,) * 7
#: address -> method, then hoa (officer of Ba Dinh, whose things these are), minh (same cluster, whose deputy his union
#: is this year, so that he reads its sheets), nga (another cluster, which her union leads), quang (the launching
#: federation), kim (inspector there), vy (no post), an (administrator at the federation).
MATRIX: dict[str, tuple[str, tuple[int, ...]]] = {
    # --- everybody
    "home": ("GET", ALL),
    "healthz": ("GET", ALL),
    "readyz": ("GET", ALL),
    "system": ("GET", (403,) * 6 + (200,)),
    "login": ("GET", (302,) * 7),
    "logout": ("POST", (302,) * 7),
    "password_change": ("GET", ALL),
    "password_change_done": ("GET", ALL),
    "set_language": ("POST", (302,) * 7),
    **AFTER_CLOSE,
    # --- the organisation
    "units": ("GET", ALL),
    "unit": ("GET", (200, 200, 404, 200, 200, 404, 200)),
    "unit-headcounts": ("GET", (200, 404, 404, 200, 200, 404, 200)),
    "unit-remove": ("GET", (409, 403, 404, 409, 403, 404, 409)),
    "cluster-remove": ("GET", (403, 403, 403, 409, 403, 404, 409)),
    "document": ("GET", (200, 404, 404, 200, 200, 404, 200)),
    "notices": ("GET", ALL),
    "notice-open": ("POST", (302, 404, 404, 404, 404, 404, 404)),
    "job": ("GET", (404, 404, 404, 200, 404, 404, 200)),
    "job-retry": ("POST", (404, 404, 404, 302, 404, 404, 302)),
    # --- people and their accounts
    "person-new": ("GET", (403,) * 6 + (200,)),
    "appointment-end": ("GET", (404,) * 6 + (200,)),
    "accounts": ("GET", (403,) * 6 + (200,)),
    "account-slips": ("POST", (403,) * 6 + (200,)),
    "account": ("GET", (404,) * 6 + (200,)),
    "account-open": ("POST", (404,) * 6 + (200,)),
    "account-password": ("POST", (404,) * 6 + (200,)),
    "account-close": ("POST", (404,) * 6 + (302,)),
    "account-reopen": ("POST", (404,) * 6 + (302,)),
    "account-address": ("POST", (404,) * 6 + (302,)),
    "account-post": ("GET", (404,) * 6 + (200,)),
    "letters": ("GET", (403,) * 6 + (200,)),
    "letters-resend": ("POST", (403,) * 6 + (302,)),
    "letter-resend": ("POST", (404,) * 6 + (302,)),
    # --- campaigns
    "campaigns": ("GET", ALL),
    "campaign-new": ("GET", (200, 200, 200, 200, 403, 403, 200)),
    "campaign": ("GET", (200, 200, 200, 200, 200, 404, 200)),
    "campaign-edit": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "campaign-launch": ("GET", (403, 403, 403, 302, 403, 404, 302)),
    "campaign-cancel": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "campaign-clone": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "campaign-remove": ("GET", (403, 403, 403, 409, 403, 404, 409)),
    "phase-remove": ("GET", (403, 403, 403, 409, 403, 404, 409)),
    "content-remove": ("GET", (403, 403, 403, 409, 403, 404, 409)),
    "criterion-remove": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "participant-remove": ("GET", (403, 403, 403, 409, 403, 404, 409)),
    "participants": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "phase-new": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "phase-edit": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "year-new": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "year-edit": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "content-new": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "indicator-new": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "indicator-edit": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "indicator-remove": ("GET", (403, 403, 403, 409, 403, 404, 409)),
    "target-list": ("GET", (302, 200, 302, 200, 200, 404, 200)),
    "targets": ("GET", (200, 200, 404, 200, 200, 404, 200)),
    "target-change-new": ("GET", (302, 403, 404, 403, 403, 404, 403)),
    "target-change": ("GET", (200, 200, 404, 200, 200, 404, 200)),
    "table-agree": ("POST", (403, 403, 403, 302, 403, 404, 302)),
    # --- scoring tables (a draft of the whole campaign; nga leads a cluster without signing for it)
    "tables": ("GET", (200, 200, 200, 200, 200, 404, 200)),
    "table-new": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "table": ("GET", (200, 200, 200, 200, 200, 404, 200)),
    "table-compare": ("GET", (200, 200, 200, 200, 200, 404, 200)),
    "table-edit": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "table-remove": ("GET", (403, 403, 403, 409, 403, 404, 409)),
    "table-version": ("POST", (403, 403, 403, 302, 403, 404, 302)),
    "table-cluster": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "table-repair": ("POST", (403, 403, 403, 302, 403, 404, 302)),
    "line-new": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "line-save": ("POST", (403, 403, 403, 422, 403, 404, 422)),
    "line-move": ("POST", (403, 403, 403, 302, 403, 404, 302)),
    "table-after": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "band-new": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "band": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "band-remove": ("POST", (403, 403, 403, 302, 403, 404, 302)),
    "downgrade-new": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "downgrade-remove": ("POST", (403, 403, 403, 302, 403, 404, 302)),
    "tie-break-new": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "tie-break-move": ("POST", (403, 403, 403, 302, 403, 404, 302)),
    "tie-break-remove": ("POST", (403, 403, 403, 302, 403, 404, 302)),
    "table-approve": ("POST", (403, 403, 403, 302, 403, 404, 302)),
    # --- the workbook
    "workbook-export": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "import": ("GET", (200, 200, 200, 200, 403, 403, 200)),
    "workbook-template": ("GET", (200, 200, 200, 200, 403, 403, 200)),
    # --- results and their appraisal
    "sheets": ("GET", ALL),
    "sheet": ("GET", (200, 200, 404, 200, 200, 404, 200)),
    "sheet-save": ("POST", (302, 403, 404, 302, 403, 404, 302)),
    "sheet-submit": ("POST", (422, 403, 404, 403, 403, 404, 403)),
    "evidence": ("POST", (302, 403, 404, 403, 403, 404, 403)),
    "results-return": ("POST", (403, 403, 403, 302, 403, 404, 302)),
    "results-ask": ("POST", (403, 403, 403, 302, 403, 404, 302)),
    "results-take-back": ("POST", (403, 403, 403, 302, 403, 404, 302)),
    "question-answer": ("POST", (302, 403, 404, 403, 403, 404, 403)),
    "appraisals": ("GET", ALL),
    "appraisal": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "results-verify": ("POST", (403, 403, 403, 302, 403, 404, 302)),
    # --- standings (no points yet, so nothing to export) and the dashboard
    "standings-list": ("GET", ALL),
    "standings": ("GET", (200, 200, 200, 200, 200, 404, 200)),
    "standings-export": ("GET", (404, 404, 404, 404, 404, 404, 404)),
    "ties": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "phase-final": ("POST", (403, 403, 403, 422, 403, 404, 422)),
    "dashboard": ("GET", (404, 200, 200, 200, 200, 404, 200)),
    "reminders": ("GET", (404, 200, 200, 200, 200, 404, 200)),
    "remind": ("POST", (404, 403, 403, 302, 403, 404, 302)),
    # --- facts from outside: read by the union and above it, kept from above
    "union-facts": ("GET", (200, 404, 404, 200, 200, 404, 200)),
    "fact-withdraw": ("GET", (403, 404, 404, 200, 403, 404, 200)),
    "fact-document": ("GET", (403, 404, 404, 200, 403, 404, 200)),
    # --- clusters and pledges
    "clusters": ("GET", ALL),
    "cluster": ("GET", (200, 200, 200, 200, 200, 404, 200)),
    "pledges": ("GET", ALL),
    "pledge": ("GET", (200, 200, 404, 200, 404, 404, 200)),
    "pledge-sign": ("POST", (403, 403, 404, 403, 404, 404, 403)),
    "pledge-circulate": ("POST", (403, 403, 404, 302, 404, 404, 302)),
    "pledge-new": ("GET", (200, 200, 200, 200, 200, 404, 200)),
    # --- award rounds and nominations
    "rounds": ("GET", ALL),
    "round-new": ("GET", (200, 200, 200, 200, 403, 403, 200)),
    "round": ("GET", (200, 200, 200, 200, 200, 404, 200)),
    "round-quotas": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "round-open": ("POST", (404, 404, 404, 302, 404, 404, 302)),
    "round-close": ("POST", (403, 403, 403, 302, 403, 404, 302)),
    "round-move": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "round-second-ballot": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "nominations-export": ("GET", (200, 200, 200, 200, 200, 404, 200)),
    "nominate": ("GET", (200, 200, 200, 200, 200, 404, 200)),
    "nominate-standings": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "nomination": ("GET", (200, 404, 404, 200, 200, 404, 200)),
    "nomination-withdraw": ("POST", (302, 404, 404, 302, 403, 404, 302)),
    "titles": ("GET", (200, 200, 200, 200, 200, 404, 200)),
    # --- councils and their sessions (quang is the chair, hoa and kim are members)
    "councils": ("GET", ALL),
    "council-new": ("GET", (200, 200, 200, 200, 403, 403, 200)),
    "council": ("GET", (200, 404, 404, 200, 200, 404, 200)),
    "session-new": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "council-session": ("GET", (200, 404, 404, 200, 200, 404, 200)),
    "session-postpone": ("GET", (403, 404, 404, 200, 403, 404, 200)),
    "session-attendance": ("POST", (403, 404, 404, 302, 403, 404, 302)),
    "session-start": ("POST", (403, 404, 404, 302, 403, 404, 302)),
    "session-counts": ("POST", (403, 404, 404, 302, 403, 404, 302)),
    "session-end": ("GET", (403, 404, 404, 200, 403, 404, 200)),
    "session-prolong": ("GET", (403, 404, 404, 200, 403, 404, 200)),
    "session-again": ("GET", (403, 404, 404, 200, 403, 404, 200)),
    "session-settle": ("POST", (403, 404, 404, 302, 403, 404, 403)),
    "session-minutes": ("GET", (200, 404, 404, 200, 200, 404, 200)),
    "ballot": ("GET", (200, 404, 404, 200, 200, 404, 403)),
    # --- decisions, which are public
    "decision-new": ("GET", (403, 403, 403, 200, 403, 404, 200)),
    "decisions": ("GET", ALL),
    "decision": ("GET", ALL),
    "decision-export": ("GET", ALL),
    "grant-revoke": ("GET", (403, 403, 403, 200, 403, 403, 200)),
    "catalogue": ("GET", ALL),
    "public-awards": ("GET", ALL),
    "public-award": ("GET", ALL),
}


def routes(patterns: Any = None) -> Iterator[URLPattern]:
    """Every address of the product."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns)
        else:
            yield entry


def addresses() -> dict[str, URLPattern]:
    return {str(r.name): r for r in routes()}
