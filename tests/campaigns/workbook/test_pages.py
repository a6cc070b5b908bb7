"""The workbook in the browser, and in the documents."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from campaigns.models import Campaign, Participant, Result
from campaigns.workbook import SHEETS
from campaigns.workbook.exporting import campaign_rows, export_workbook, write_workbook
from common.workbook.docs import tables
from tests.cast import NOW, START, Season, World, make_season
from units.actors import SYSTEM
from units.choices import JobState
from units.models import Document, Job, Union, User
from units.services import jobs
from units.services.jobs import Running

ROOT = Path(__file__).resolve().parents[3]


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def upload(content: bytes, name: str = "so-lieu.xlsx") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, content)}


def workbook(rows: dict[str, Any]) -> bytes:
    file = BytesIO()
    write_workbook(file, rows)
    return file.getvalue()


def small(owner: str = "HN", **campaign: Any) -> bytes:
    return workbook(
        {"campaign": [{"code": "N1", "name": "Phong trào mới", "year": 2025, "owner": owner, **campaign}]}
    )


def send(client: Client, content: bytes) -> Job:
    """Send a workbook; the job that planned it."""
    answer = client.post(reverse("import"), upload(content))
    assert answer.status_code == 302
    jobs.run_all(now=NOW)
    return Job.objects.latest("pk")


def apply(client: Client, planned: Job, **given: str) -> Job:
    """Say yes to its plan; the job that applied it."""
    address = f"{reverse('import')}?job={planned.pk}"
    answer = client.post(address, {"plan": planned.result["plan"]["digest"], **given})
    assert answer.status_code == 302, answer.content.decode()
    jobs.run_all(now=NOW)
    return Job.objects.latest("pk")


def test_upload_becomes_a_private_document_and_a_plan_and_then_an_import(
    client: Client, world: World
) -> None:
    signed_in(client, world.quang)
    answer = client.post(reverse("import"), upload(small()))
    job = Job.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('import')}?job={job.pk}")
    assert "progressbar" in client.get(answer["Location"]).content.decode()
    document = Document.objects.get()
    assert (document.union, document.is_private) == (world.city, True)
    jobs.run_all(now=NOW)
    job.refresh_from_db()
    assert (job.state, Campaign.objects.count()) == (JobState.DONE, 0)
    page = client.get(answer["Location"]).content.decode()
    assert "Phong trào mới" in page
    applied = apply(client, job)
    campaign = Campaign.objects.get(code="N1")
    assert (applied.state, applied.result["url"], applied.result["campaign"]) == (
        JobState.DONE, f"/workbook/import/?job={applied.pk}", campaign.pk
    )  # fmt: skip
    assert applied.result["counts"] == {"campaign": {"new": 1, "changed": 0}}
    page = client.get(applied.result["url"]).content.decode()
    assert reverse("campaign", args=[campaign.pk]) in page
    assert client.get(reverse("job", args=[applied.pk])).status_code == 200


def test_faulty_workbook_is_told_cell_by_cell_and_kept_out(client: Client, world: World) -> None:
    signed_in(client, world.quang)
    client.post(reverse("import"), upload(small(parent="XX", year=1)))
    jobs.run_all(now=NOW)
    job = Job.objects.get()
    assert (job.state, job.result["fault_count"], Campaign.objects.count()) == (JobState.DONE, 2, 0)
    assert [place[:2] for place in job.result["places"]] == [
        ["Phong trào thi đua", "D3"],
        ["Phong trào thi đua", "H3"],
    ]
    page = client.get(reverse("import"), {"job": job.pk}).content.decode()
    assert "H3" in page
    assert job.result["places"][1][2] in page.replace("&quot;", '"')


def test_progress_is_told_at_least_every_200_rows(
    world: World, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    steps: list[tuple[int, int, str]] = []
    real = Running.step

    def watched(self: Running, done: int, total: int, message: str = "") -> None:
        real(self, done, total, message)
        steps.append((done, total, message))

    monkeypatch.setattr(Running, "step", watched)
    rows = {
        "campaign": [{"code": "N1", "name": "Mới", "year": 2025, "owner": "HN"}],
        "unions": [
            {
                "code": f"U{n}",
                "name": f"CĐCS {n}",
                "short_name": f"{n}",
                "level": "grassroots",
                "parent": "HN",
                "valid_from": "2024-01-01",
            }
            for n in range(1000)
        ],
    }
    apply(client, send(signed_in(client, world.quang), workbook(rows)))
    assert [done for done, _total, _message in steps[:10]] == list(range(200, 2001, 200))  # the plan
    del steps[:10]
    assert [(done, total) for done, total, _message in steps] == [
        *((n, 2002) for n in range(200, 2001, 200)),
        (2002, 2002),
    ]
    assert {message for _done, _total, message in steps[:10]} == {"Công đoàn"}
    job = Job.objects.latest("pk")
    assert (job.state, job.progress_done, job.progress_total) == (JobState.DONE, 2002, 2002)


def test_job_that_runs_twice_changes_nothing_more(client: Client, world: World) -> None:
    apply(client, send(signed_in(client, world.quang), small()))
    Job.objects.update(state=JobState.QUEUED)
    jobs.run_all(now=NOW)
    assert Campaign.objects.count() == 1
    result = Job.objects.latest("pk").result
    assert (result["moved"], result["plan"]["sheets"]) == (False, [])


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" + bytes(600)])
def test_file_that_is_no_workbook_is_refused_on_the_page(
    client: Client, world: World, content: bytes
) -> None:
    answer = signed_in(client, world.quang).post(reverse("import"), upload(content))
    assert (answer.status_code, Job.objects.count(), Document.objects.count()) == (422, 0, 0)
    assert list(answer.context["form"].errors) == ["file"]


def test_macro_enabled_name_is_refused(client: Client, world: World) -> None:
    answer = signed_in(client, world.quang).post(reverse("import"), upload(small(), "so-lieu.xlsm"))
    assert (answer.status_code, Job.objects.count()) == (422, 0)


def test_who_may_import_export_and_have_the_template(client: Client, season: Season) -> None:
    world, export = season.world, reverse("workbook-export", args=[season.campaign.pk])
    found = {}
    for name in ("quang", "hoa", "kim", "vy"):
        signed_in(client, world.users[name])
        found[name] = [
            client.get(url).status_code for url in (reverse("import"), reverse("workbook-template"), export)
        ]
    assert found == {
        "quang": [200, 200, 200], "hoa": [200, 200, 403], "kim": [403, 403, 403], "vy": [403, 403, 404]
    }  # fmt: skip


def test_workbook_of_a_federation_that_one_does_not_work_for_is_a_fault(client: Client, world: World) -> None:
    signed_in(client, world.hoa).post(reverse("import"), upload(small()))
    jobs.run_all(now=NOW)
    assert [place[:2] for place in Job.objects.get().result["places"]] == [["Phong trào thi đua", "G3"]]
    assert Campaign.objects.count() == 0


def test_somebody_elses_import_does_not_exist_for_others(client: Client, world: World) -> None:
    signed_in(client, world.quang).post(reverse("import"), upload(small()))
    jobs.run_all(now=NOW)
    assert (
        signed_in(client, world.hoa).get(reverse("import"), {"job": Job.objects.get().pk}).status_code == 404
    )
    assert client.get(reverse("import"), {"job": "x"}).status_code == 200


def test_downloads_are_workbooks(client: Client, season: Season) -> None:
    signed_in(client, season.world.quang)
    for url in (reverse("workbook-export", args=[season.campaign.pk]), reverse("workbook-template")):
        answer = client.get(url)
        assert b"".join(answer.streaming_content)[:4] == b"PK\x03\x04"  # type: ignore[attr-defined]
        assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize("more", [3, 300])
def test_export_asks_the_same_number_of_questions_for_3_and_300_unions(
    season: Season, more: int, django_assert_num_queries: Any
) -> None:
    early = NOW
    from units.services.bulk.unions import found_unions

    row = {"short_name": "x", "level": "grassroots", "sector": "", "parent": "HN", "valid_from": early.date()}
    row |= {"founded_on": None, "dissolved_on": None, "is_sample": False}
    ids = found_unions(
        rows=[{"code": f"U{n}", "name": f"U{n}", **row} for n in range(more)], by=SYSTEM, now=early
    )
    sheets = Participant.objects.bulk_create(
        Participant(phase=season.phase, union_id=pk) for pk in ids.values()
    )
    Result.objects.bulk_create(
        Result(participant=sheet, indicator=season.indicators["DV"], state="nothing") for sheet in sheets
    )
    with django_assert_num_queries(29):
        export_workbook(campaign=season.campaign, target=BytesIO(), by=SYSTEM, now=NOW)


def test_import_page_asks_few_questions(client: Client, world: World, django_assert_num_queries: Any) -> None:
    signed_in(client, world.quang)
    for _n in range(7):
        client.post(reverse("import"), upload(small()))
    client.get(reverse("import"))
    with django_assert_num_queries(4):
        client.get(reverse("import"))


def test_empty_installation_takes_a_whole_workbook_from_its_first_administrator(
    client: Client, world: World
) -> None:
    from tests.campaigns.workbook.test_round_trip import wipe
    from units.services.installation import create_federation

    season = make_season(world)
    content = workbook(
        {
            key: [dict(k.values) for k in known]
            for key, known in campaign_rows(season.campaign, SYSTEM).items()
        }
    )
    wipe()
    admin = create_federation(
        code="HN", name="LĐLĐ thành phố Hà Nội", short_name="LĐLĐ Hà Nội", admin_name="A", username="admin",
        password="Mot-mat-khau-dai", now=NOW,
    )  # fmt: skip
    assert apply(client, send(signed_in(client, admin), content)).result["faults"] == []
    assert Campaign.objects.get().code == "HN-2024"
    codes = ("TLD", "HN", "BD")
    above, city, below = (Union.objects.get(code=code).pk for code in codes)
    places = [Union.objects.get(code=code).affiliations.values_list("path", "valid_from") for code in codes]
    assert [list(rows) for rows in places] == [
        [(f"/{above}/", START)], [(f"/{above}/{city}/", START)], [(f"/{above}/{city}/{below}/", START)]
    ]  # fmt: skip


def test_document_of_the_workbook_is_in_step_with_the_layout() -> None:
    text = (ROOT / "docs" / "workbook.md").read_text(encoding="utf-8")
    assert tables(SHEETS) in text
