"""What an import would change is shown before it is applied, and exactly that is applied."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from campaigns.imports import import_workbook
from campaigns.models import Campaign
from campaigns.workbook.exporting import write_workbook
from campaigns.workbook.indicators import Indicators
from common.workbook import plans
from tests.campaigns.workbook.cast import Rows
from tests.campaigns.workbook.test_pages import apply, send, signed_in, small, workbook
from tests.cast import NOW, Season, World, add_person
from units.models import Appointment, AuditEvent, Document, Job, Person
from units.services import jobs


def at(job: Job, **more: str) -> str:
    query = "&".join(f"{k}={v}" for k, v in {"job": str(job.pk), **more}.items())
    return f"{reverse('import')}?{query}"


@pytest.fixture
def today(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


pytestmark = pytest.mark.usefixtures("today")


def planned(season: Season, rows: Rows, by: str = "quang") -> Any:
    file = BytesIO()
    write_workbook(file, rows)
    user = season.world.users[by]
    return import_workbook(file=file, by=user, now=NOW, check_only=True, reason=None)


def test_a_plan_tells_what_is_new_what_changes_and_what_ends(season: Season, rows: Rows) -> None:
    line = next(n for n, row in enumerate(rows["people"]) if row["username"] == "hoa")
    rows["people"][line]["valid_to"] = date(2024, 12, 31)
    rows["people"].append(
        {
            "full_name": "Mới",
            "union": "BD",
            "title": "Trợ lý",
            "role": "officer",
            "valid_from": date(2024, 7, 1),
        }
    )
    rows["indicators"][0]["short_name"] = "Tên khác"
    plan = planned(season, rows, by="an").plan
    told = {s.key: (s.new, s.changed, s.ended) for s in plan.sheets}
    assert told == {"people": (1, 0, 1), "indicators": (0, 1, 0)}
    people, indicators = plan.sheets
    assert [(each.kind, each.row) for each in people.lines] == [
        ("ended", line + 3), ("new", len(rows["people"]) + 2)
    ]  # fmt: skip
    assert people.lines[0].cells == [("Đến trước ngày", "empty", "31/12/2024")]
    assert people.lines[1].cells == [("Vai trò", "", "Officer")]
    assert indicators.lines[0].name == "DV"
    assert indicators.lines[0].cells == [("Tên ngắn", "Kết nạp đoàn viên mới", "Tên khác")]


def test_the_digest_is_of_everything_that_would_be_written(season: Season, rows: Rows) -> None:
    digests = set()
    for value in (5, 6):
        rows["results"].append({"phase_number": 1, "union": "BD", "indicator": "KP", "value": value})
        digests |= {planned(season, rows).plan.digest, planned(season, rows).plan.digest}
        rows["results"].pop()
    assert len(digests) == 2


def test_more_rows_than_are_told_are_counted_and_in_the_digest(
    season: Season, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "TOLD", 3)
    rows["contents"] = [{"order": n, "text": f"Nội dung {n}"} for n in range(1, 6)]
    plan = planned(season, rows).plan
    assert (plan.sheets[0].new, len(plan.sheets[0].lines)) == (5, 3)
    rows["contents"][4]["text"] = "Khác"
    assert planned(season, rows).plan.digest != plan.digest


def test_nothing_is_written_before_somebody_applies_it(client: Client, season: Season, rows: Rows) -> None:
    rows["indicators"][0]["short_name"] = "Tên khác"
    job = send(signed_in(client, season.world.quang), workbook(rows))
    assert season.campaign.indicators.get(code="DV").short_name == "Kết nạp đoàn viên mới"
    page = client.get(at(job)).content.decode()
    assert "Tên khác" in page
    assert "Kết nạp đoàn viên mới" in page
    apply(client, job)
    assert season.campaign.indicators.get(code="DV").short_name == "Tên khác"


def test_a_plan_is_applied_once_however_often_somebody_says_yes(client: Client, world: World) -> None:
    job = send(signed_in(client, world.quang), small())
    assert apply(client, job).pk == apply(client, job).pk
    assert AuditEvent.objects.filter(verb="import_workbook").count() == 1


def test_what_moved_since_the_plan_makes_a_new_plan_that_is_asked_again(
    client: Client, season: Season, rows: Rows
) -> None:
    rows["indicators"][0]["short_name"] = "Tên khác"
    job = send(signed_in(client, season.world.quang), workbook(rows))
    season.campaign.indicators.filter(code="DV").update(short_name="Tên thứ ba")
    moved = apply(client, job)
    assert (moved.result["moved"], moved.result["fault_count"]) == (True, 0)
    assert season.campaign.indicators.get(code="DV").short_name == "Tên thứ ba"
    page = client.get(at(moved)).content.decode()
    assert "Tên thứ ba" in page
    done = apply(client, moved)
    assert done.result["counts"] == {"indicators": {"new": 0, "changed": 1}}
    assert season.campaign.indicators.get(code="DV").short_name == "Tên khác"


def test_another_plan_than_the_one_seen_is_not_applied(client: Client, world: World) -> None:
    job = send(signed_in(client, world.quang), small())
    answer = client.post(at(job), {"plan": "0" * 64})
    assert (answer.status_code, Job.objects.count()) == (409, 1)


def test_a_plan_whose_file_was_exchanged_is_not_applied(client: Client, world: World) -> None:
    job = send(signed_in(client, world.quang), small())
    document = Document.objects.get()
    with document.file.storage.open(document.file.name, "wb") as file:
        file.write(small(theme="Khác"))
    failed = apply(client, job)
    assert (failed.state, Campaign.objects.count()) == ("failed", 0)
    assert failed.message == (
        "The stored file is no longer the one that was sent. Please send the workbook once more."
    )


def test_a_post_that_ended_between_the_plan_and_its_application_applies_nothing(
    client: Client, world: World
) -> None:
    job = send(signed_in(client, world.quang), small())
    asked = client.post(at(job), {"plan": job.result["plan"]["digest"]})
    assert asked.status_code == 302
    Appointment.objects.filter(person=world.quang.person).update(valid_to=NOW.date())
    jobs.run_all(now=NOW)
    last = Job.objects.latest("pk")
    assert (last.state, Campaign.objects.count()) == ("failed", 0)
    assert last.message == "Only staff of a federation may import a workbook. Please ask them."


def test_an_account_that_was_closed_applies_nothing(client: Client, world: World) -> None:
    job = send(signed_in(client, world.quang), small())
    client.post(at(job), {"plan": job.result["plan"]["digest"]})
    world.quang.is_active = False
    world.quang.save()
    jobs.run_all(now=NOW)
    assert (Job.objects.latest("pk").state, Campaign.objects.count()) == ("failed", 0)


def test_nobody_else_sees_or_applies_a_plan(client: Client, world: World) -> None:
    """Not the colleague, not the federation above, not the inspector: a workbook speaks of what its sender may see."""
    colleague = add_person(world, "linh", world.ba_dinh)
    job = send(signed_in(client, world.hoa), workbook({"campaign": [{"code": "B", "name": "Mật", "year": 2024,
                                                                     "owner": "BD"}]}))  # fmt: skip
    document = Document.objects.get()
    for user in (colleague, world.hung, world.quang, world.an, world.kim):
        signed_in(client, user)
        places = [at(job), reverse("job", args=[job.pk]), reverse("document", args=[document.pk])]
        found = [client.get(place).status_code for place in places]
        assert set(found) <= {404, 403}, (user, found)
        assert client.post(at(job), {"plan": job.result["plan"]["digest"]}).status_code in (403, 404)
        assert client.post(reverse("job-retry", args=[job.pk])).status_code == 404
    signed_in(client, world.hoa)
    assert [client.get(place).status_code for place in places] == [200, 200, 200]


def test_changes_of_what_others_entered_ask_for_one_reason(
    client: Client, season: Season, rows: Rows
) -> None:
    season.enter(season.world.ba_dinh, season.world.hoa, dv="800")
    rows["results"] = [{"phase_number": 1, "union": "BD", "indicator": "DV", "value": Decimal(1)}]
    job = send(signed_in(client, season.world.quang), workbook(rows))
    assert job.result["asks"] == 1
    page = client.get(at(job)).content.decode()
    assert 'name="reason"' in page
    refused = client.post(at(job), {"plan": job.result["plan"]["digest"]})
    assert (refused.status_code, list(refused.context["applying"].errors)) == (422, ["reason"])
    apply(client, job, reason="Theo biên bản")
    assert season.result(season.world.ba_dinh, "DV").value == 1
    event = AuditEvent.objects.get(verb="import_workbook")
    assert event.data["reason"] == "Theo biên bản"


def test_imports_and_exports_are_in_the_audit(client: Client, season: Season, rows: Rows) -> None:
    rows["indicators"][0]["short_name"] = "Tên khác"
    content = workbook(rows)
    apply(client, send(signed_in(client, season.world.quang), content))
    sha256 = Document.objects.get().sha256
    sent, done = (AuditEvent.objects.get(verb=verb) for verb in ("plan_workbook", "import_workbook"))
    assert (sent.actor_name, sent.data["sha256"]) == ("quang", sha256)
    assert (done.actor_name, done.subject_id, done.data["campaign"]) == (
        "quang", season.campaign.pk, "HN-2024"
    )  # fmt: skip
    assert (done.data["sha256"], done.data["rows"]["unions"]) == (sha256, len(rows["unions"]))
    answer = client.get(reverse("workbook-export", args=[season.campaign.pk]))
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    event = AuditEvent.objects.get(verb="export_workbook")
    import hashlib

    assert event.data["sha256"] == hashlib.sha256(body).hexdigest()
    assert (event.actor_name, event.data["rows"]["people"]) == ("quang", len(rows["people"]))


def test_rows_that_somebody_writes_at_the_same_time_are_told_and_not_a_traceback(
    season: Season, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    def collide(_sheet: Indicators) -> None:
        raise IntegrityError("duplicate key")

    monkeypatch.setattr(Indicators, "apply", collide)
    rows["indicators"][0]["short_name"] = "Tên khác"
    file = BytesIO()
    write_workbook(file, rows)
    outcome = import_workbook(file=file, by=season.world.quang, now=NOW)
    assert [f.message for f in outcome.faults.shown] == [
        "Somebody else changed the same rows meanwhile. Nothing was imported; please import once more."
    ]


def test_a_plan_page_asks_as_much_for_3_rows_as_for_300(
    client: Client, season: Season, rows: Rows, django_assert_num_queries: Any
) -> None:
    signed_in(client, season.world.quang)
    for many in (3, 300):
        rows["contents"] = [{"order": n, "text": f"Nội dung {n}"} for n in range(1, many + 1)]
        job = send(client, workbook(rows))
        client.get(at(job))
        with django_assert_num_queries(5):
            page = client.get(at(job, sheet="contents", page="1")).content.decode()
        assert page.count("Nội dung ") <= 30


def test_the_empty_workbook_holds_nothing_that_is_stored(client: Client, season: Season) -> None:
    answer = signed_in(client, season.world.hoa).get(reverse("workbook-template"))
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(BytesIO(body))
    cells = [
        str(c) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for c in row
    ]
    stored = [*Person.objects.exclude(email="").values_list("email", flat=True), "LĐLĐ quận Long Biên", "hoa"]
    assert not set(stored) & set(cells)
