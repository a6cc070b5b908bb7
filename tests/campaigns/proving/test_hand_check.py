"""Lines of a final that its own hash draws, for people who recompute them by hand."""

from typing import Any

import pytest

from campaigns.choices import SeenBy
from campaigns.models import Criterion, Seal
from campaigns.rules.sampling import sampled
from tests.campaigns import seal_seasons
from tests.campaigns.proving.cast import records_of, seal_of
from tests.cast import Season
from tests.pages import as_, get, text_of


def test_the_hash_of_the_seal_draws_the_lines(final: Season) -> None:
    page = get(final.world.quang, "hand-check", final.phase.pk, cluster=final.world.cluster_1.pk)
    groups = {r["code"] for r in records_of(final) if r["record"] == "criterion" and r["rule"] == "group"}
    keys = {
        f"{r['union']}/{line['criterion']}"
        for r in records_of(final)
        if r["record"] == "participant"
        for line in r["lines"]
        if line["criterion"] not in groups
    }
    drawn = sampled(keys, seal_of(final).sha256)
    assert ([row.key for row in page.context["rows"]], len(drawn)) == (drawn, 10)
    assert seal_of(final).sha256 in text_of(page)


def test_each_line_has_inputs_rule_points_and_the_way_to_its_sheet(final: Season) -> None:
    where = {"cluster": final.world.cluster_1.pk, "lines": 30}
    rows = {r.key: r for r in get(final.world.quang, "hand-check", final.phase.pk, **where).context["rows"]}
    every = [row for row in rows.values() if row.rule and row.points]
    assert (len(rows), len(every)) == (30, 30)
    row = next(row for row in rows.values() if row.key.endswith("/1"))
    assert row.sheet in set(final.phase.participants.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("lines", "shown", "fault"),
    [
        ("3", 3, []),
        ("31", 10, ["At most 30 lines are drawn at once."]),
        ("0", 10, ["Draw at least one line."]),
        ("ba", 10, ["Write a whole number of lines."]),
    ],
)
def test_so_many_lines_are_drawn_as_are_asked_for(
    final: Season, lines: str, shown: int, fault: list[str]
) -> None:
    page = get(final.world.quang, "hand-check", final.phase.pk, cluster=final.world.cluster_1.pk, lines=lines)
    assert (len(page.context["rows"]), page.context["form"].errors.get("lines", [])) == (shown, fault)
    assert page.status_code == (422 if fault else 200)


def test_each_person_checks_the_clusters_whose_sheets_are_read_there(final: Season) -> None:
    world, ones = final.world, {}
    for name in ("quang", "kim", "hoa", "lan", "nga", "vy"):
        user = world.users[name]
        ones[name] = [
            get(user, "hand-check", final.phase.pk, cluster=c.pk).status_code
            for c in (world.cluster_1, world.cluster_2)
        ]
    assert ones == {
        "quang": [200, 200], "kim": [200, 200], "hoa": [200, 404], "lan": [200, 404], "nga": [404, 200],
        "vy": [404, 404],
    }  # fmt: skip


def test_a_peer_reads_no_figures_that_are_the_unions_own_and_no_sheet(final: Season) -> None:
    Criterion.objects.update(seen_by=SeenBy.OWN)
    where = {"cluster": final.world.cluster_1.pk, "lines": 30}
    rows = get(final.world.hoa, "hand-check", final.phase.pk, **where).context["rows"]
    own = {row.key for row in rows if not row.is_closed}
    assert {key.split("/")[0] for key in own} == {"BD"}
    told = {(bool(row.figures), bool(row.how), bool(row.sheet)) for row in rows if row.is_closed}
    assert told == {(False, False, False)}
    every = get(final.world.quang, "hand-check", final.phase.pk, **where).context["rows"]
    open_ones = {row.key.split("/")[0] for row in every if not row.is_closed}
    assert open_ones == {"BD", "HM", "LB"}  # the control: the federation reads all unions below it


def test_before_a_final_there_is_nothing_to_check(season: Season) -> None:
    for name in ("hand-check", "self-check"):
        page = get(season.world.quang, name, season.phase.pk)
        assert (page.status_code, "that you read of “Đợt 1” is final yet" in text_of(page)) == (409, True)


def test_a_final_of_the_first_format_says_that_it_is_too_old(final: Season) -> None:
    Seal.objects.update(format=1)
    page = get(final.world.quang, "hand-check", final.phase.pk, cluster=final.world.cluster_1.pk)
    assert "This final is too old for it" in text_of(page)


def test_a_year_names_what_each_phase_gave(season: Season) -> None:
    year = seal_seasons.year(season)
    page = get(season.world.quang, "hand-check", year.pk, cluster=season.world.cluster_1.pk, lines=30)
    row = next(row for row in page.context["rows"] if row.key == "BD/1")
    assert (row.parts, row.rule) == (["Đợt 1 (weight 1): 32,00", "Đợt 2 (weight 2): 38,00"], "")


def test_pages_take_the_same_queries_for_three_lines_and_for_thirty(
    final: Season, django_assert_num_queries: Any
) -> None:
    client = as_(final.world.quang)
    for lines in (3, 30):
        with django_assert_num_queries(11):
            client.get(
                f"/phases/{final.phase.pk}/hand-check/?cluster={final.world.cluster_1.pk}&lines={lines}"
            )
