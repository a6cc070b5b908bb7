"""A workbook that names unions of another federation learns nothing of them, not even that they exist."""

from io import BytesIO
from typing import Any

import pytest

from campaigns.imports import Outcome, import_workbook
from campaigns.models import Campaign, Participant, Target
from campaigns.services import bulk, sheets
from campaigns.workbook.exporting import write_workbook
from common.errors import Refusal
from tests.attacks.federation_cast import AROUND, SECRETS, Foreign, cells_of, make_foreign, ways
from tests.attacks.import_cast import bring, told
from tests.cast import NOW, Season, World
from units.actors import SYSTEM
from units.workbook import clusters, members, people, sight, terms, unions

WAYS = list(ways("", ""))


@pytest.fixture
def foreign(world: World) -> Foreign:
    return make_foreign()


def words(outcome: Outcome) -> str:
    """All that an import says, without the codes that its sender wrote."""
    said = "\n".join([*map(str, outcome.faults.shown), *map(str, outcome.faults.warnings)])
    for code in ("HPC", "HXC", "HP", "HB", "HX"):
        said = said.replace(f"“{code}”", "“…”")
    return said


def named(world: World, way: str, union: str, cluster: str) -> Outcome:
    return bring(world.hoa, **AROUND, **ways(union, cluster)[way])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("union", ["HP", "HB"])
def test_a_foreign_union_is_as_unknown_as_one_that_does_not_exist(
    world: World, foreign: Foreign, way: str, union: str
) -> None:
    said = words(named(world, way, union, "HPC"))
    assert "is not known" in said
    assert said == words(named(world, way, "HX", "HXC"))
    assert not any(secret in said for secret in SECRETS)
    assert not Campaign.objects.filter(code="BD-1").exists()


@pytest.mark.parametrize("way", [way for way in WAYS if "owner" not in way and way != "a parent"])
def test_where_everything_is_in_sight_the_same_rows_tell_that_the_union_exists(
    world: World, foreign: Foreign, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: without the guard of sight the attack above succeeds."""
    for module, name in (
        (unions, "unions_in_sight"),
        (clusters, "clusters_in_sight"),
        (members, "within_clusters_in_sight"),
        (terms, "within_clusters_in_sight"),
        (people, "people_in_sight"),
    ):
        monkeypatch.setattr(module, name, lambda _by: sight.ALL)
    assert words(named(world, way, "HB", "HPC")) != words(named(world, way, "HX", "HXC"))


@pytest.mark.parametrize("way", WAYS)
def test_an_export_after_naming_foreign_unions_holds_no_name_of_theirs(
    world: World, foreign: Foreign, way: str
) -> None:
    assert told(bring(world.hoa, **AROUND)) == []
    named(world, way, "HB", "HPC")
    cells = cells_of(Campaign.objects.get(code="BD-1"), world.hoa)
    assert [secret for secret in SECRETS if secret in cells] == []


def test_an_export_holds_people_only_of_unions_that_the_exporter_keeps(
    world: World, foreign: Foreign, season: Season
) -> None:
    """Even where the system itself put foreign unions into the campaign; the system's own export is the control."""
    sheets.enrol(phase=season.phase, union=foreign.district, cluster=foreign.cluster, by=SYSTEM, now=NOW)
    sheets.enrol(phase=season.phase, union=foreign.federation, by=SYSTEM, now=NOW)
    theirs = ("giang", "Giang", "giang@hp.example.vn")
    cells = cells_of(season.campaign, world.quang)
    assert not any(secret in cells for secret in theirs)
    assert "hoa@example.vn" in cells
    everything = cells_of(season.campaign, SYSTEM)
    assert all(secret in everything for secret in theirs)


def test_what_stands_above_a_union_that_left_is_not_told(world: World, season: Season) -> None:
    from units.services.unions import affiliate_union

    foreign = make_foreign()
    affiliate_union(union=world.ba_dinh, parent=foreign.federation, since=NOW.date(), by=SYSTEM, now=NOW)
    cells = cells_of(season.campaign, world.quang)
    assert "LĐLĐ quận Ba Đình" in cells
    assert not any(secret in cells for secret in SECRETS)
    assert "HP" not in cells.split("\n")
    assert "LĐLĐ Hải Phòng" in cells_of(season.campaign, SYSTEM)


@pytest.mark.parametrize("sheet", ["clusters", "unions"])
def test_a_code_that_others_use_is_told_to_those_alone_who_could_found_there(
    world: World, foreign: Foreign, sheet: str
) -> None:
    """Codes are unique in the system, so a founder learns that one is taken: never whose it is, or what it names."""
    row: dict[str, Any] = {"unions": {"name": "X", "short_name": "X", "level": "grassroots", "parent": "BD",
                                      "valid_from": NOW.date()},
                           "clusters": {"name": "X", "owner": "BD"}}[sheet]  # fmt: skip
    taken = "HB" if sheet == "unions" else "HPC"
    said = told(bring(world.hoa, **{sheet: [{**row, "code": taken}]}))
    assert said == [f"The code “{taken}” belongs to another {sheet[:-1]}. Choose another."]
    elsewhere = {"parent": "LB"} if sheet == "unions" else {"owner": "LB"}
    refused = words(bring(world.hoa, **{sheet: [{**row, **elsewhere, "code": taken}]}))
    assert refused == words(bring(world.hoa, **{sheet: [{**row, **elsewhere, "code": "HX"}]}))


def test_the_code_of_another_federations_campaign_does_not_tell_whose_it_is(
    world: World, foreign: Foreign
) -> None:
    from campaigns.services.campaigns import create_campaign

    create_campaign(code="P-1", name="Bí mật", year=2024, owner=foreign.federation, by=SYSTEM, now=NOW)
    row = {"code": "P-1", "name": "P", "year": 2024, "owner": "BD"}
    assert told(bring(world.hoa, campaign=[row])) == [
        "The code “P-1” belongs to another campaign. Choose another."
    ]


def test_services_refuse_foreign_unions_and_clusters_too(world: World, foreign: Foreign) -> None:
    assert told(bring(world.hoa, **AROUND)) == []
    campaign = Campaign.objects.get(code="BD-1")
    phase, indicator = campaign.phases.get(), campaign.indicators.get()
    who: dict[str, Any] = {"by": world.hoa, "now": NOW}
    row = Participant(phase=phase, union=foreign.district)
    target = (indicator.pk, foreign.district.pk, "assigned", 5, "", 0)
    for act in (
        lambda: bulk.write_rows(
            model=Participant, new=[row], edits={}, verb="enrol", campaign=campaign, **who
        ),
        lambda: bulk.set_targets_of_many(rows=[target], campaign=campaign, **who),
        lambda: sheets.enrol(phase=phase, union=foreign.district, **who),
        lambda: sheets.enrol(phase=phase, union=world.ba_dinh, cluster=foreign.cluster, **who),
    ):
        with pytest.raises(Refusal):
            act()
    assert not Participant.objects.filter(union=foreign.district).exists()
    assert not Target.objects.filter(union=foreign.district).exists()


def test_suggestions_name_nothing_out_of_sight(world: World, foreign: Foreign) -> None:
    file = BytesIO()
    rows = {"unions": [{"code": "X", "name": "X", "short_name": "X", "level": "grassroots", "parent": "HPX",
                        "valid_from": NOW.date()}]}  # fmt: skip
    write_workbook(file, rows)
    said = " ".join(told(import_workbook(file=file, by=world.hoa, now=NOW)))
    assert "“HP”" not in said
