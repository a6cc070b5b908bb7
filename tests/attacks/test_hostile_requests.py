"""What a browser, or somebody in its place, may send: every address, with parameters that no page of ours makes."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from awards.models import Nomination
from tests.attacks.request_cast import picture, readable, rows_of_everything, signed_in
from tests.cast import NOW, PASSWORD, Season
from tests.matrix.addresses import MATRIX
from tests.matrix.places import address, sent_to
from tests.pages import like
from units.models import Notice

PARAMETERS = (
    "page", "cluster", "indicator", "q", "open", "show", "day", "under", "line", "campaign", "status", "job", "phase",
    "year", "kind", "next", "confirm", "state", "union", "award", "owner", "change", "all",
)  # fmt: skip
#: Each of them alone goes to every page; `test_fuzz` sends many more to the parameters that a page asks for.
VALUES = ("a\x00b", "9" * 30)
#: Each of them alone goes to every verb, also to those whose form no page draws for the fuzz.
FIELDS = (*VALUES, *(
    pytest.param(value, marks=pytest.mark.drill)
    for value in ("9" * 5000, "٣", "-1", "0", "9" * 18, "%00", "'\"--", "NaN", "1e400", "²", "2024-02-30", "\ud7ff")
))  # fmt: skip


@pytest.mark.drill
@pytest.mark.once
def test_opening_a_page_writes_nothing(season: Season, places: dict[str, Any]) -> None:
    before, rows = rows_of_everything(), picture()
    with time_machine.travel(NOW, tick=False):
        for name in ("hoa", "lan", "quang", "kim", "vy"):
            client = signed_in(getattr(season.world, name))
            client.get("/")
            for where in readable(season, places):
                client.get(where)
                client.head(where)
    assert rows_of_everything() == before
    assert picture() == rows


@pytest.mark.parametrize("value", VALUES)
def test_no_parameter_breaks_a_page(season: Season, places: dict[str, Any], value: str) -> None:
    found = {}
    with time_machine.travel(NOW, tick=False):
        for name in ("hoa", "quang"):
            client = signed_in(getattr(season.world, name))
            client.raise_request_exception = False
            for where in readable(season, places):
                answer = client.get(where, dict.fromkeys(PARAMETERS, value))
                found[name, where] = answer.status_code
    assert {k: v for k, v in found.items() if v >= 500} == {}


@pytest.mark.parametrize("value", FIELDS)
def test_no_field_breaks_a_verb(season: Season, places: dict[str, Any], value: str) -> None:
    found = {}
    row = places["evidence"]
    seat, nomination = season.world.hoa.person_id, Nomination.objects.order_by("pk")[0].pk
    fields = (
        "participant", "results", "shown-1", "union", "cluster", "remove", "row", "reason", "commitment", "place",
        "title", "password", "username", "note", "read", "confirm", "back_page", "back_q", "text", "name", "code",
        "show", "then", f"version-{row}", f"value-{row}", f"note-{row}", f"state-{row}",
        f"keep-{row}", f"replace-{row}", f"again-{row}", "award", "base", "best",
        "council", "begins_at", "ends_at", "decided_on", "founded_by", "last_day", "nominations", "number", "places",
        "signer_name", "signer_title", "who", "winners", "tie", "step", "drop", "withdraw", "person",
        f"seat-{seat}", f"at-{seat}", f"n{nomination}", f"for-{nomination}",
    )  # fmt: skip
    with time_machine.travel(NOW, tick=False):
        for person in ("hoa", "quang"):
            known = signed_in(getattr(season.world, person))
            for name in MATRIX:
                client = like(known, raise_request_exception=False)
                for more in ({}, {"HTTP_HX_REQUEST": "true"}):
                    sent = {**dict.fromkeys(fields, value), **sent_to(name, season)}
                    found[person, name] = client.post(address(name, places, season), sent, **more).status_code
    assert {k: v for k, v in found.items() if v >= 500} == {}


def test_a_nul_in_a_note_is_refused_before_the_database_sees_it(season: Season) -> None:
    row = season.result(season.world.ba_dinh, "DV")
    sent = {f"version-{row.pk}": "0", f"value-{row.pk}": "5", f"note-{row.pk}": "a\x00b"}
    client = signed_in(season.world.hoa)
    with time_machine.travel(NOW, tick=False):
        assert client.post(f"/sheets/{row.participant_id}/save/", sent).status_code == 400
    assert season.result(season.world.ba_dinh, "DV").version == 0


OUTSIDE = (
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "\thttps://evil.example",
    "javascript:alert(1)",
    "http:///evil.example",
)


@pytest.mark.parametrize("where", OUTSIDE)
def test_nothing_leads_outside(season: Season, where: str) -> None:
    client = Client()
    answer = client.post(f"/login/?next={where}", {"username": "hoa", "password": PASSWORD, "next": where})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    answer = client.post("/i18n/setlang/", {"language": "vi", "next": where}, headers={"referer": where})
    assert answer["Location"] == "/"
    notice = Notice.objects.create(
        person=season.world.hoa.person,
        kind="awarded",
        key="x",
        values={"sender": "x", "number": "x"},
        url=where,
        created_at=NOW,
    )
    assert client.post(reverse("notice-open", args=[notice.pk]))["Location"] == reverse("notices")
    answer = client.post(reverse("campaign-launch", args=[season.campaign.pk]), headers={"referer": where})
    assert "evil.example" not in answer.content.decode()
