"""No page grows with the organisation: whatever the number of unions, people, clusters, campaigns and awards.

Every address is opened in a world with 90 more of everything, more than any page or choice offers at once. What may
grow with its own matter is named below with the reason.
"""

from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from awards.models import AwardRound, CouncilSession
from campaigns.choices import ClusterStatus, PhaseStatus, StageKind
from campaigns.models import ClusterRevision, Phase, Stage
from campaigns.services import closing
from tests.cast import CLOSES, Season, after
from tests.matrix.addresses import MATRIX
from tests.matrix.many import multiply
from tests.matrix.places import address
from tests.pages import as_
from units.services import jobs

#: More of each than a page has rows for.
MANY = 130
#: The most that a page may have, in bytes, and of what a person has to look through.
BYTES, OPTIONS = 300_000, 60
ROWS = {"tr": 110, "li": 130, "input": 160}
#: Official papers and what makes them: complete by their nature, as long as their own list.
WHOLE = {
    "pledge": "read as a whole before it is signed; as long as its parties",
    "pledge-new:for": "a box for each party of that paper",
    "ballot": "one ballot, cast as a whole: a choice for each nomination of the session",
    "session-minutes": "the minutes name every nomination and what became of it",
    "decision-new": "what the decision grants, by name, before it is signed",
    "decision:whole": "the decision as it is printed",
    "council-session:Tied": "the chair chooses among all who share the last place",
}


#: Addresses that answer with a file or lead elsewhere; a phase that is over is not edited any more.
NO_PAGE = {
    "healthz", "readyz", "login", "document", "target-change-new", "campaign-launch", "workbook-template",
    "opinion-line", "workbook-export", "standings-export", "nominations-export", "decision-export", "phase-edit",
    "seal-document",
    "year-edit",
    "final-open",  # once there is a final: below
    # refusals that name a few of what rests on the row
    "campaign-remove", "phase-remove", "participant-remove", "content-remove", "criterion-remove",
    "unit-remove", "cluster-remove", "table-remove", "indicator-remove",
}  # fmt: skip
#: Pages on which a draft of a table is changed; once the points are known its table is no draft.
OF_DRAFTS = {
    "table-edit", "line-new", "band", "band-new", "downgrade-new", "tie-break-new", "table-after",
}  # fmt: skip
#: Pages that are refused while figures are entered: opened in the test after the close.
AFTER_ENTRY = {"correct", "opinion-new"}


class Seen(HTMLParser):
    """What a page has of each kind; `most` is the options of its longest choice."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.most = self.options = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.options = 0 if tag in ("select", "datalist") else self.options + (tag == "option")
        self.most = max(self.most, self.options)


def faults_of(html: str) -> list[str]:
    """In what a page is longer than it may be."""
    seen = Seen(html)
    found = {tag: (seen.tags[tag], most) for tag, most in ROWS.items()}
    found |= {"bytes": (len(html.encode()), BYTES), "options": (seen.most, OPTIONS)}
    return [f"{name} {number} > {most}" for name, (number, most) in found.items() if number > most]


def pages(season: Season, places: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every page and its address; those that an address shows only when it is asked for more, too."""
    for name, (method, _statuses) in MATRIX.items():
        if method == "GET":
            yield name, address(name, places, season)
    for state in ("Tied", "Voting", "Done"):
        session = CouncilSession.objects.get(round__name=state)
        yield f"council-session:{state}", reverse("council-session", args=[session.pk])
    yield "round:draft", reverse("round", args=[AwardRound.objects.get(name="Draft").pk])
    yield "decision:whole", address("decision", places, season) + "?whole=1"
    yield "pledge-new:for", address("pledge-new", places, season) + "?cluster=all"
    yield "units:searched", reverse("units") + "?q=cong+doan"
    yield "unit:city", reverse("unit", args=[season.world.city.pk])
    nominate = address("nominate", places, season)
    yield "nominate:award", f"{nominate}?union={season.world.ba_dinh.pk}"
    for award in ("BK", "GK"):
        yield f"nominate:{award}", f"{nominate}?union={season.world.ba_dinh.pk}&award={places[award]}"


def too_long(
    season: Season, places: dict[str, Any], names: tuple[str, ...], no_page: set[str] = NO_PAGE
) -> dict[str, list[str]]:
    """Pages that are longer than they may be, and in what, for these people; every page opened at least once."""
    found: dict[str, list[str]] = {}
    opened = set()
    for name in names:
        client = as_(getattr(season.world, name))
        for page, where in pages(season, places):
            answer = client.get(where)
            if answer.status_code == 200 and answer.headers["content-type"].startswith("text/html"):
                opened.add(page)
                if page not in WHOLE and (faults := faults_of(answer.content.decode())):
                    found[f"{name}: {page}"] = faults
    missed = {name for name, (method, _statuses) in MATRIX.items() if method == "GET"} - opened
    assert missed - no_page == set()  # all the others were opened by somebody
    return found


@pytest.fixture
def crowded(in_july: None, season: Season, places: dict[str, int | None]) -> dict[str, Any]:
    """What stands behind each address, among many of everything."""
    return multiply(season, places, MANY)


def test_a_page_that_grows_is_found() -> None:
    assert faults_of("<select>" + "<option>x" * 61 + "</select><select><option></select>") == [
        "options 61 > 60"
    ]
    assert faults_of("<table>" + "<tr><td>x" * 111 + "</table>") == ["tr 111 > 110"]
    assert faults_of("ế" * 100_001) == ["bytes 300003 > 300000"]
    assert faults_of("<select>" + "<option>x" * 60 + "</select>" * 2 + "<li>" * 130) == []


@pytest.mark.once
def test_no_page_grows_with_the_organisation_while_figures_are_entered(
    season: Season, crowded: dict[str, Any]
) -> None:
    assert too_long(season, crowded, ("quang", "hoa", "lan", "an"), NO_PAGE | AFTER_ENTRY) == {}


@pytest.mark.once
def test_no_page_grows_with_the_organisation_once_the_points_are_known(
    season: Season, crowded: dict[str, Any]
) -> None:
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    window = {"opens_at": CLOSES, "closes_at": after(CLOSES, days=5)}
    Stage.objects.update_or_create(
        phase=season.phase, kind=StageKind.OPINIONS, sector="", cluster=None, defaults=window
    )
    with time_machine.travel(after(CLOSES, days=1), tick=False):
        assert too_long(season, crowded, ("quang", "hoa", "an"), NO_PAGE | OF_DRAFTS) == {}


@pytest.mark.once
def test_the_page_that_opens_finals_does_not_grow_with_the_clusters(
    season: Season, crowded: dict[str, Any]
) -> None:
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    ClusterRevision.objects.update(status=ClusterStatus.FINAL)
    Phase.objects.filter(pk=season.phase.pk).update(status=PhaseStatus.FINAL)
    answer = as_(season.world.quang).get(reverse("final-open", args=[season.phase.pk]))
    assert (answer.status_code, faults_of(answer.content.decode())) == (200, [])
