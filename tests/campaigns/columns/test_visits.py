"""A visit has a plan, a day, people, findings, photos, and points confirmed on the spot."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError

from campaigns.models import LineScore, Visit
from campaigns.services import visits
from common.errors import Conflict, Refusal
from tests.campaigns.columns.cast import line, send, with_self_score
from tests.campaigns.test_evidence import pdf
from tests.cast import NOW, Season, after
from tests.pages import get, post, text_of
from units.models import Notice

DAY = date(2024, 7, 25)
HELD = after(NOW, days=6)


def plan(season: Season, **more: Any) -> Visit:
    given = {
        "participant": season.sheet(season.world.ba_dinh),
        "planned_on": DAY,
        "by": season.world.lan,
        "now": NOW,
    }
    return visits.plan_visit(**given | {"plan": "Hồ sơ kết nạp"} | more)


def record(season: Season, visit: Visit, **more: Any) -> None:
    given = {"visit": visit, "held_on": DAY, "people": "Lan, Hoa", "findings": "Đủ hồ sơ", "now": HELD}
    visits.record_visit(**given | {"by": season.world.lan} | more)


def test_the_head_plans_it_and_the_union_is_told(season: Season) -> None:
    plan(season)
    told = Notice.objects.get(kind="visit_planned", person=season.world.hoa.person)
    assert told.values["plan"] == "Hồ sơ kết nạp"
    for user in (season.world.minh, season.world.nga):
        with pytest.raises(Refusal, match="plan and record visits"):
            plan(season, by=user)


def test_nobody_visits_the_own_union(season: Season) -> None:
    visit = plan(season)
    with pytest.raises(Refusal, match="You act for LĐLĐ quận Long Biên yourself"):
        plan(season, participant=season.sheet(season.world.long_bien))
    with pytest.raises(Refusal, match="You act for LĐLĐ quận Ba Đình yourself"):
        record(season, visit, by=season.world.hoa)


def test_it_is_recorded_once_with_photos_and_confirmed_points(season: Season) -> None:
    send(with_self_score(season), season.world.ba_dinh, season.world.hoa, NOW)
    visit = plan(season)
    record(season, visit, photos=[pdf(), pdf("anh.pdf")], confirmed=[line(season, "4").pk])
    visit.refresh_from_db()
    assert (visit.held_on, visit.people, visit.photos.count()) == (DAY, "Lan, Hoa", 2)
    assert [row.criterion.code for row in LineScore.objects.filter(visit=visit)] == ["4"]
    with pytest.raises(Conflict, match="is recorded already"):
        record(season, visit)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"held_on": date(2024, 8, 20)}, "held_on"),
        ({"people": " "}, "people"),
        ({"findings": ""}, "findings"),
        ({"confirmed": [0]}, "confirmed"),
        ({"photos": ["x"] * 11}, "photos"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(season: Season, given: dict[str, Any], field: str) -> None:
    visit = plan(season)
    with pytest.raises(ValidationError) as error:
        record(season, visit, **given)
    assert list(error.value.message_dict) == [field]
    with pytest.raises(ValidationError) as error:
        plan(season, planned_on=date(2024, 7, 1))
    assert list(error.value.message_dict) == ["planned_on"]


def test_it_is_planned_recorded_and_read_on_its_pages(season: Season) -> None:
    world, pk = season.world, season.sheet(season.world.ba_dinh).pk
    with time_machine.travel(NOW, tick=False):
        assert post(world.lan, "visits", pk, planned_on="25/07/2024", plan="Hồ sơ").status_code == 302
        assert post(world.hoa, "visits", pk, planned_on="25/07/2024").status_code == 403
    visit = Visit.objects.get()
    with time_machine.travel(HELD, tick=False):
        told = {"held_on": "25/07/2024", "people": "Lan", "findings": "Đủ hồ sơ", "photo": pdf()}
        assert post(world.lan, "visit", visit.pk, **{**told, "people": ""}).status_code == 422
        assert post(world.lan, "visit", visit.pk, **{**told, "photo": pdf()}).status_code == 302
        said = text_of(get(world.hoa, "visits", pk))
        assert ("Held on 25/07/2024" in said, "Đủ hồ sơ" in said, "bien-ban.pdf" in said) == (
            True,
            True,
            True,
        )
        photo = visit.photos.get()
        found = {
            name: get(getattr(world, name), "document", photo.pk).status_code
            for name in ("hoa", "minh", "nga")
        }
    assert found == {"hoa": 200, "minh": 200, "nga": 404}
