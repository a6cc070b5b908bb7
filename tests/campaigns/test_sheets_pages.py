"""The results grid as its readers see it, and what saving, submitting and attaching answer."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from campaigns.choices import PhaseStatus, ResultState, ResultStatus, TargetKind
from campaigns.models import Campaign, Evidence, Indicator, Phase, Result
from campaigns.services import campaigns, results, sheets, targets
from tests.cast import CLOSES, NOW, Season, after, at
from tests.crowd import crowd
from tests.pages import lean
from units.models import User

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def july(settings: Any) -> Iterator[Any]:
    """The pages read the clock: it stands inside the entry window."""
    settings.LANGUAGE_CODE = "en"
    with time_machine.travel(NOW, tick=False) as traveller, translation.override("en"):
        yield traveller


@pytest.fixture
def hoa(season: Season, client: Client) -> Client:
    client.force_login(season.world.hoa)
    return client


def sign_in(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def later(july: Any, client: Client, user: User, moment: Any) -> None:
    """Move the clock and sign in anew: a session does not last that long."""
    july.move_to(moment)
    client.force_login(user)


def row(season: Season, code: str = "DV") -> Result:
    return season.result(season.world.ba_dinh, code)


def page(season: Season) -> str:
    return f"/sheets/{season.sheet(season.world.ba_dinh).pk}/"


def typed(season: Season, **values: str) -> dict[str, str]:
    """A posted form: `dv="12"` types into that cell."""
    posted = {}
    for code, value in values.items():
        found = row(season, code.upper())
        posted |= {
            f"value-{found.pk}": value,
            f"state-{found.pk}": "",
            f"version-{found.pk}": str(found.version),
        }
    return posted


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# --- Reading ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("hoa", 200), ("hung", 200), ("lan", 200), ("minh", 200), ("quang", 200), ("kim", 200),
        ("nga", 404), ("vy", 404),
    ],
)  # fmt: skip
def test_sheet_is_read_by_the_union_the_cluster_head_and_those_above(
    season: Season, name: str, status: int
) -> None:
    assert sign_in(season.world.users[name]).get(page(season)).status_code == status


def test_visitor_is_asked_to_sign_in(season: Season, client: Client) -> None:
    assert client.get(page(season)).url == f"/login/?next={page(season)}"  # type: ignore[attr-defined]


def test_union_writes_its_own_lines_and_not_the_judged_one(season: Season, hoa: Client) -> None:
    html = hoa.get(page(season)).content.decode()
    for code, writable in (("DV", True), ("KP", True), ("BC", True), ("TD", False)):
        assert (f'name="value-{row(season, code).pk}"' in html) is writable
    assert "judged by LĐLĐ thành phố Hà Nội" in html


def test_staff_of_the_federation_write_the_judged_line_only(season: Season) -> None:
    html = sign_in(season.world.quang).get(page(season)).content.decode()
    assert re.findall(r'name="value-(\d+)"', html) == [str(row(season, "TD").pk)]


@pytest.mark.parametrize("name", ["lan", "kim"])
def test_other_readers_write_nothing(season: Season, name: str) -> None:
    html = sign_in(season.world.users[name]).get(page(season)).content.decode()
    assert ('name="value-' in html, "Save as a draft" in html) == (False, False)


def test_four_states_look_different(season: Season, hoa: Client, july: Any) -> None:
    world = season.world
    figures = [
        season.figure(world.ba_dinh, "DV", "0"),
        season.figure(world.ba_dinh, "KP", None, "nothing"),
        season.figure(world.ba_dinh, "BC", None, "not_applicable"),
    ]
    results.save_figures(participant=season.sheet(world.ba_dinh), figures=figures, by=world.hoa, now=NOW)
    later(july, hoa, world.hoa, CLOSES)
    html = lean(hoa.get(page(season)).content.decode())
    cells = re.findall(r'cell--locked[^"]*">.*?</svg>([^<]*)</span>', html)
    cells = [cell.strip() for cell in cells]
    assert cells == ["0", "nothing to report", "n/a", "not yet"]


def test_cumulative_and_attained_come_from_all_phases(season: Season) -> None:
    second = add_second_phase(season)
    season.enter(season.world.ba_dinh, season.world.hoa, dv="250", kp="100")
    Phase.objects.filter(pk=season.phase.pk).update(
        status=PhaseStatus.CLOSED, closed_at=CLOSES, target_share=Decimal(50)
    )
    sheet = second.participants.get(union=season.world.ba_dinh)
    target = sheet.results.get(indicator__code="DV")
    with time_machine.travel(at(2024, 10, 1, 9), tick=False):
        client = sign_in(season.world.hoa)
        posted = {f"value-{target.pk}": "300", f"version-{target.pk}": "0"}
        client.post(f"/sheets/{sheet.pk}/save/", posted)
        html = client.get(f"/sheets/{sheet.pk}/").content.decode()
    line = html[html.index(f'id="row-{target.pk}"') :].split("</tr>")[0]
    cells = [
        " ".join(re.sub("<[^>]+>", " ", c).split()) for c in re.findall(r"<td[^>]*>(.*?)</td>", line, re.S)
    ]
    assert cells[:3] == ["–", "1.000", "250"]  # assigned, registered, the phase before
    assert cells[4:6] == ["550", "55,0%"]
    assert "due by now, 70,3%" in html  # 50 % by the end of phase 1, and 62 of 153 days of the other 50


def add_second_phase(season: Season) -> Phase:
    early = at(2024, 1, 11)
    phase = campaigns.add_phase(
        campaign=season.campaign, number=2, name="Đợt 2", period_from=date(2024, 8, 1), period_to=date(2024, 12, 31),
        entry_opens_at=at(2024, 9, 1), entry_closes_at=at(2025, 1, 1), by=None, now=early,
    )  # fmt: skip
    Phase.objects.filter(pk=phase.pk).update(status=PhaseStatus.OPEN)
    sheets.enrol(phase=phase, union=season.world.ba_dinh, table=season.table, by=None, now=early)
    sheets.prepare_sheets(phase=phase, by=None, now=early)
    return phase


def test_extract_says_so(season: Season, hoa: Client) -> None:
    Campaign.objects.update(is_extract=True, source="Báo cáo Cụm 1")
    html = text_of(hoa.get(page(season)))
    assert "extract of a printed report (Báo cáo Cụm 1)" in html


def test_figures_of_an_extract_are_neither_drafts_nor_late(season: Season, hoa: Client) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="10")
    Campaign.objects.update(is_extract=True)
    Phase.objects.update(status=PhaseStatus.FINAL, closed_at=CLOSES)
    html = text_of(hoa.get(page(season)))
    assert html.count("As printed") == 1
    assert "Entry closed" not in html
    assert "Draft" not in html
    assert "?show=todo" not in html


def test_list_says_when_a_sheet_opens(season: Season, hoa: Client) -> None:
    Phase.objects.update(entry_opens_at=at(2024, 7, 20), entry_closes_at=at(2024, 8, 1))
    with time_machine.travel(at(2024, 7, 18), tick=False):
        html = text_of(hoa.get("/sheets/"))
    assert "opens 20/7" in html
    assert "Not entered" not in html


@pytest.mark.parametrize(("show", "codes"), [("all", 4), ("todo", 3), ("waiting", 0), ("nonsense", 4)])
def test_filters_are_plain_links(season: Season, hoa: Client, show: str, codes: int) -> None:
    html = hoa.get(f"{page(season)}?show={show}").content.decode()
    assert len(re.findall(r'<tbody id="row-', html)) == codes


# --- Saving -------------------------------------------------------------------------------------------------------
def test_whole_sheet_is_saved_without_a_script(season: Season, hoa: Client) -> None:
    answer = hoa.post(f"{page(season)}save/", typed(season, dv="1.234", kp="1.234,5", bc="1"), follow=True)
    assert answer.redirect_chain == [(page(season), 302)]
    assert "3 figures saved." in text_of(answer)
    assert [row(season, c).value for c in ("DV", "KP", "BC")] == [
        Decimal(1234),
        Decimal("1234.5"),
        Decimal(1),
    ]


def test_words_may_be_typed_or_chosen(season: Season, hoa: Client) -> None:
    posted = typed(season, dv="k.a.d.", kp="12", bc="")
    posted[f"state-{row(season, 'KP').pk}"] = "nothing"
    hoa.post(f"{page(season)}save/", posted)
    found = [row(season, c).state for c in ("DV", "KP", "BC")]
    assert found == [ResultState.NOT_APPLICABLE, ResultState.NOTHING, ResultState.NOT_REPORTED]


def test_wrong_texts_are_listed_kept_and_nothing_is_saved(season: Season, hoa: Client) -> None:
    answer = hoa.post(f"{page(season)}save/", typed(season, dv="12", kp="1,234.5", bc="1"))
    html, kp = lean(answer.content.decode()), row(season, "KP").pk
    assert answer.status_code == 422
    assert f'<a href="#cell-{kp}">Thu kinh phí công đoàn</a>: “1,234.5” can be read in two ways.' in html
    assert 'value="1,234.5"' in html
    assert 'value="12"' in html
    assert row(season).state == ResultState.NOT_REPORTED


def test_figure_that_does_not_fit_is_linked_to_its_cell(season: Season, hoa: Client) -> None:
    answer = hoa.post(f"{page(season)}save/", typed(season, dv="1,5"))
    assert answer.status_code == 422
    told = lean(answer.content.decode())
    assert f'<a href="#cell-{row(season).pk}">Kết nạp đoàn viên mới</a>: Only whole' in told


@pytest.mark.parametrize("text", ["abc", "1.2.3", "1e5", "NaN", "Infinity", "9" * 41, "--5", "5 %"])
def test_no_text_breaks_the_page(season: Season, hoa: Client, text: str) -> None:
    assert hoa.post(f"{page(season)}save/", typed(season, dv=text)).status_code == 422


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 30])
def test_row_with_a_made_up_version_is_a_conflict(season: Season, hoa: Client, version: str) -> None:
    posted = typed(season, dv="5") | {f"version-{row(season).pk}": version}
    assert hoa.post(f"{page(season)}save/", posted).status_code == 409


@pytest.mark.parametrize("name", ["version-x", "version-", "version-²", "version-" + "9" * 40])
def test_names_that_are_no_rows_are_left_out(season: Season, hoa: Client, name: str) -> None:
    assert hoa.post(f"{page(season)}save/", {name: "1"}).status_code == 302


def test_row_of_another_sheet_is_refused(season: Season, hoa: Client) -> None:
    other = season.result(season.world.long_bien, "DV")
    answer = hoa.post(f"{page(season)}save/", {f"value-{other.pk}": "5", f"version-{other.pk}": "0"})
    assert answer.status_code == 403


def test_one_row_is_saved_by_htmx_with_the_counts_beside_it(season: Season, hoa: Client) -> None:
    dv = row(season).pk
    answer = hoa.post(f"{page(season)}save/", typed(season, dv="250") | {"row": str(dv)}, **HTMX)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.strip().startswith(f'<tbody id="row-{dv}"')
    assert ("Saved 09:00" in html, "25,0%" in html, "To do 2" in html) == (True, True, True)
    assert html.count('hx-swap-oob="true"') == 3
    assert answer["HX-Trigger"] == f'{{"row:version": {{"id": {dv}, "version": 1}}}}'
    assert row(season).value == 250


def test_htmx_saves_only_the_row_it_names(season: Season, hoa: Client) -> None:
    hoa.post(f"{page(season)}save/", typed(season, dv="5", kp="6") | {"row": str(row(season).pk)}, **HTMX)
    assert (row(season).value, row(season, "KP").value) == (5, None)


def test_wrong_text_by_htmx_answers_422_with_the_fault_below_the_cell(season: Season, hoa: Client) -> None:
    answer = hoa.post(
        f"{page(season)}save/", typed(season, dv="1,234.5") | {"row": str(row(season).pk)}, **HTMX
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert ('value="1,234.5"' in html, "▲ Not saved" in html) == (True, True)
    assert "did you mean 1.234,5?" in html
    assert "HX-Trigger" not in answer


def test_conflict_shows_both_values_and_the_next_save_decides(season: Season, hoa: Client) -> None:
    mine = typed(season, dv="12")
    season.enter(season.world.ba_dinh, season.world.hung, dv="15")
    answer = hoa.post(f"{page(season)}save/", mine)
    html = lean(answer.content.decode())
    assert answer.status_code == 409
    assert "Hung has saved 15 meanwhile, you entered 12." in html
    again = re.search(rf'name="version-{row(season).pk}" value="(\d+)"', html)
    assert again is not None
    mine[f"version-{row(season).pk}"] = again[1]
    assert hoa.post(f"{page(season)}save/", mine).status_code == 302
    assert row(season).value == 12


def test_fault_elsewhere_does_not_hide_a_conflict(season: Season, hoa: Client) -> None:
    mine = typed(season, dv="12", kp="x")
    season.enter(season.world.ba_dinh, season.world.hung, dv="15")
    html = lean(hoa.post(f"{page(season)}save/", mine).content.decode())
    assert f'name="version-{row(season).pk}" value="0"' in html  # the page still knows that it is old


def test_after_the_deadline_the_typed_figure_stays_visible(season: Season, hoa: Client, july: Any) -> None:
    posted = typed(season, dv="777")
    later(july, hoa, season.world.hoa, CLOSES)
    answer = hoa.post(f"{page(season)}save/", posted)
    text = text_of(answer)
    assert answer.status_code == 409
    assert "took figures until 31/07/2024" in text
    assert "typed, not saved: 777" in text
    assert row(season).value is None
    by_htmx = hoa.post(f"{page(season)}save/", posted | {"row": str(row(season).pk)}, **HTMX)
    assert by_htmx.status_code == 409
    assert "data-reason" in by_htmx.content.decode()


@pytest.mark.parametrize(
    ("name", "status"), [("lan", 403), ("kim", 403), ("quang", 403), ("nga", 404), ("vy", 404)]
)
def test_nobody_else_saves_a_unions_figures(season: Season, name: str, status: int) -> None:
    answer = sign_in(season.world.users[name]).post(f"{page(season)}save/", typed(season, dv="5"))
    assert answer.status_code == status
    assert row(season).value is None


def test_federation_judges_also_after_the_close(season: Season, july: Any) -> None:
    Phase.objects.filter(pk=season.phase.pk).update(status=PhaseStatus.CLOSED, closed_at=CLOSES)
    july.move_to(after(CLOSES, days=2))
    client = sign_in(season.world.quang)
    assert client.post(f"{page(season)}save/", typed(season, td="17,5")).status_code == 302
    assert row(season, "TD").value == Decimal("17.5")


def test_save_answers_get_with_405(season: Season, hoa: Client) -> None:
    assert [hoa.get(f"{page(season)}{verb}/").status_code for verb in ("save", "submit")] == [405, 405]


def test_html_that_was_typed_is_shown_as_text(season: Season, hoa: Client) -> None:
    html = hoa.post(f"{page(season)}save/", typed(season, dv='"><script>x</script>')).content.decode()
    assert "<script>x" not in html


# --- Doubts -------------------------------------------------------------------------------------------------------
def test_far_from_the_target_is_asked_about_and_saved(season: Season, hoa: Client) -> None:
    answer = hoa.post(f"{page(season)}save/", typed(season, dv="3001") | {"row": str(row(season).pk)}, **HTMX)
    text = text_of(answer)
    assert (
        "3,0 times the target registered for the whole campaign. There may be a digit too many (300?)" in text
    )
    assert "Saved, please check" in text
    assert "not computed" in text
    assert row(season).value == 3001


def test_reason_given_ends_the_doubt(season: Season, hoa: Client) -> None:
    posted = typed(season, dv="3001") | {
        f"note-{row(season).pk}": "Sáp nhập ba đơn vị",
        "row": str(row(season).pk),
    }
    text = text_of(hoa.post(f"{page(season)}save/", posted, **HTMX))
    assert ("please check" in text, "300,1%" in text) == (False, True)


# --- Submitting ---------------------------------------------------------------------------------------------------
def test_button_saves_and_asks_for_confirmation_in_numbers(season: Season, hoa: Client) -> None:
    posted = typed(season, dv="5", kp="0", bc="kad") | {"then": "submit"}
    posted[f"state-{row(season, 'KP').pk}"] = "nothing"
    answer = hoa.post(f"{page(season)}save/", posted, follow=True)
    assert answer.redirect_chain == [(f"{page(season)}?confirm=1#confirm", 302)]
    text = text_of(answer)
    assert "Submit 3 indicators for appraisal?" in text
    assert "1 indicator with a figure 1 with nothing to report 1 not applicable" in text
    assert answer.content.decode().count("btn-primary") == 1


def test_what_is_missing_is_listed_before_the_submission(season: Season, hoa: Client) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="5")
    html = hoa.get(f"{page(season)}?confirm=1").content.decode()
    assert f'href="#cell-{row(season, "KP").pk}"' in html
    assert "2 things to put right" in html
    assert f'action="{page(season)}submit/"' not in html


def test_submitted_cells_are_locked(season: Season, hoa: Client) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="5", kp="1", bc="1")
    answer = hoa.post(f"{page(season)}submit/", follow=True)
    text = text_of(answer)
    assert "3 indicators submitted. They now wait for appraisal by LĐLĐ thành phố Hà Nội." in text
    assert 'name="value-' not in answer.content.decode()
    assert "3 waiting for appraisal" in text


def test_incomplete_submission_is_answered_with_links(season: Season, hoa: Client) -> None:
    answer = hoa.post(f"{page(season)}submit/")
    assert answer.status_code == 422
    assert f'href="#cell-{row(season).pk}"' in answer.content.decode()


def test_submission_after_the_deadline_says_so(season: Season, hoa: Client, july: Any) -> None:
    later(july, hoa, season.world.hoa, CLOSES)
    answer = hoa.post(f"{page(season)}submit/")
    assert (answer.status_code, "The phase has ended" in text_of(answer)) == (409, True)


def test_returned_row_opens_again_with_its_reason(season: Season, hoa: Client) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="5", kp="1", bc="1")
    results.submit_sheet(participant=season.sheet(world.ba_dinh), by=world.hoa, now=NOW)
    results.return_result(result=row(season), reason="Thiếu biên bản", by=world.quang, now=NOW)
    answer = hoa.get(page(season))
    assert "Returned: Thiếu biên bản" in text_of(answer)
    assert re.findall(r'name="value-(\d+)"', answer.content.decode()) == [str(row(season).pk)]
    assert "Submit 1 indicator again" in text_of(answer)


# --- Evidence -----------------------------------------------------------------------------------------------------
def test_evidence_is_attached_and_removed_on_its_page(season: Season, hoa: Client) -> None:
    address = f"/results/{row(season).pk}/evidence/"
    answer = hoa.post(address, {"file": SimpleUploadedFile("a.pdf", b"%PDF-1")}, follow=True)
    assert "“a.pdf” was attached." in text_of(answer)
    assert "1 file" in text_of(hoa.get(page(season)))
    kept = Evidence.objects.get()
    assert "“a.pdf” was removed." in text_of(hoa.post(address, {"remove": str(kept.pk)}, follow=True))
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize("files", [{}, {"file": SimpleUploadedFile("a.exe", b"MZ")}])
def test_file_that_is_not_taken_is_refused_on_the_page(season: Season, hoa: Client, files: Any) -> None:
    answer = hoa.post(f"/results/{row(season).pk}/evidence/", files)
    assert (answer.status_code, "One thing to put right" in text_of(answer)) == (422, True)


@pytest.mark.parametrize("remove", ["x", "0", "²", "9" * 30])
def test_removing_what_is_not_there_is_not_found(season: Season, hoa: Client, remove: str) -> None:
    answer = hoa.post(f"/results/{row(season).pk}/evidence/", {"remove": remove})
    assert answer.status_code == 404


def test_evidence_page_is_for_readers_of_the_sheet(season: Season) -> None:
    address = f"/results/{row(season).pk}/evidence/"
    found = {n: sign_in(season.world.users[n]).get(address).status_code for n in ("lan", "kim", "nga", "vy")}
    assert found == {"lan": 200, "kim": 200, "nga": 404, "vy": 404}
    assert "Attach the file" not in text_of(sign_in(season.world.kim).get(address))


# --- Queries ------------------------------------------------------------------------------------------------------
def counted(client: Client, method: str, address: str, data: dict[str, str] | None = None) -> int:
    """The queries of a request without those that only begin and end transactions."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        getattr(client, method)(address, data or {})
    return sum(not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")) for q in queries)


def widen(season: Season, number: int) -> None:
    """Bring the sheets to so many lines of the union, each with its target."""
    have = Indicator.objects.exclude(code="TD").count()
    for n in range(have, number):
        Indicator.objects.create(
            campaign=season.campaign, code=f"X{n}", name=f"Chỉ tiêu {n}", short_name=f"X{n}", order=100 + n, decimals=1
        )  # fmt: skip
    sheets.prepare_sheets(phase=season.phase, by=None, now=NOW)
    values = {i: Decimal(10) for i in Indicator.objects.filter(code__startswith="X")}
    targets.set_targets(
        campaign=season.campaign,
        union=season.world.ba_dinh,
        kind=TargetKind.REGISTERED,
        values=values,
        by=None,
        now=NOW,
    )


def test_saving_fifteen_figures_costs_at_most_eight_queries(season: Season, hoa: Client) -> None:
    widen(season, 15)
    codes = Indicator.objects.exclude(code="TD").values_list("code", flat=True)
    posted = typed(season, **{code.lower(): "1" for code in codes})
    hoa.get("/sheets/")  # the session is in the cache from the second request on
    # user, posts, participant, phase, rows, UPDATE, audit; and on PostgreSQL the lock
    assert counted(hoa, "post", f"{page(season)}save/", posted) == (
        8 if connection.vendor == "postgresql" else 7
    )
    assert Result.objects.filter(participant__union=season.world.ba_dinh, value=1).count() == 15


def test_grid_costs_the_same_for_3_and_300_lines(season: Season, hoa: Client) -> None:
    address = page(season)
    hoa.get(address)
    few = counted(hoa, "get", address)
    widen(season, 300)
    assert (few, counted(hoa, "get", address)) == (6, 6)


def test_list_costs_the_same_for_3_and_300_sheets(season: Season) -> None:
    client = sign_in(season.world.quang)
    client.get("/sheets/")
    few = counted(client, "get", "/sheets/")
    crowd(season, 300)
    assert (few, counted(client, "get", "/sheets/")) == (6, 6)


# --- The list -----------------------------------------------------------------------------------------------------
def test_own_sheet_comes_first_and_is_the_primary_action(season: Season, hoa: Client) -> None:
    answer = hoa.get("/sheets/")
    link = f'<a class="btn btn-primary" href="{page(season)}">Enter the results of Đợt 1</a>'
    assert link in lean(answer.content.decode())


def test_list_is_searched_without_diacritics_and_filtered(season: Season, july: Any) -> None:
    client = sign_in(season.world.quang)
    assert len(re.findall(r'<th scope="row">', client.get("/sheets/?q=long bien").content.decode())) == 1
    assert len(re.findall(r'<th scope="row">', client.get("/sheets/?open=1").content.decode())) == 4
    later(july, client, season.world.quang, CLOSES)
    assert "No sheet was found" in text_of(client.get("/sheets/?open=1"))


def test_list_holds_only_what_a_person_may_read(season: Season) -> None:
    found = {
        name: len(
            re.findall(
                r'<th scope="row">', sign_in(season.world.users[name]).get("/sheets/").content.decode()
            )
        )
        for name in ("hoa", "lan", "minh", "nga", "quang", "kim", "vy")
    }
    assert found == {"hoa": 1, "lan": 3, "minh": 3, "nga": 1, "quang": 4, "kim": 4, "vy": 0}


def test_progress_counts_answers_of_the_union(season: Season, hoa: Client) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="0", kp="1")
    assert "2/3" in text_of(hoa.get("/sheets/"))
    assert Result.objects.filter(status=ResultStatus.VERIFIED).count() == 0
