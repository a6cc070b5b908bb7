"""What stands behind each address, and what is sent there."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from awards.models import Tally
from campaigns.choices import ResultState
from campaigns.models import CrossCheck, FigureQuestion, Pledge, Result, Target, TargetChange, Visit
from campaigns.services import campaigns, pledges
from campaigns.services.campaigns import make_year
from campaigns.services.facts import record_fact
from tests.awards.matrix_cast import places_of_awards
from tests.cast import NOW, PASSWORD, START, Season, after
from tests.matrix import verbs_after_close as after_close
from tests.matrix.addresses import MATRIX
from tests.matrix.final_cast import places_of_a_final
from tests.matrix.states import Scene
from tests.matrix.table_places import places_of_tables
from units.actors import SYSTEM
from units.models import Appointment, Job, Letter, Notice
from units.services import people
from units.services.documents import keep_document


def a_file() -> SimpleUploadedFile:
    """Evidence."""
    return SimpleUploadedFile("bien-ban.pdf", b"%PDF-1.7 x", "application/pdf")


@pytest.fixture
def places(season: Season) -> dict[str, int | None]:
    """What stands behind each address: a thing of Ba Dinh, or of the campaign."""
    world = season.world
    sheet = season.sheet(world.ba_dinh)
    document = keep_document(union=world.ba_dinh, upload=a_file(), by=world.hoa, now=NOW)
    notice = Notice.objects.create(
        person=world.hoa.person,
        kind="awarded",
        key="k",
        values={"sender": "x", "number": "x"},
        url="/campaigns/",
        created_at=NOW,
    )
    letter = Letter.objects.create(
        person=world.hoa.person, kind="awarded", address="hoa@example.vn", state="failed", fault="address",
        created_at=NOW,
    )  # fmt: skip
    Notice.objects.filter(pk=notice.pk).update(letter=letter, by_mail="letter")
    job = Job.objects.create(kind="none", key="none", created_by=world.quang, created_at=NOW, state="failed")
    result = Result.objects.filter(participant=sheet).exclude(state=ResultState.REPORTED).order_by("pk")[0]
    pledge = Pledge.objects.filter(campaign=season.campaign).first() or make_pledge(season)
    post = Appointment.objects.get(person=world.hung.person)
    new = people.register_person(full_name="Tâm", by=SYSTEM, now=NOW)
    people.appoint(
        person=new, union=world.ba_dinh, title="Cán bộ", role="officer", since=START, by=SYSTEM, now=NOW
    )
    world.minh.set_unusable_password()
    world.minh.save()
    content = campaigns.add_content(campaign=season.campaign, text="Thi đua", by=SYSTEM, now=NOW)
    fact = record_fact(
        union=world.ba_dinh,
        kind="discipline",
        grade="Khiển trách",
        day=START,
        number="12/QĐ",
        by=SYSTEM,
        now=NOW,
    )
    person, campaign, phase = world.hung.person.pk, season.campaign.pk, season.phase.pk
    year = make_year(
        campaign=season.campaign, name="Cả năm", parts=[(season.phase, Decimal(1))], closes_at=after(NOW, days=90),
        by=SYSTEM, now=NOW,
    )  # fmt: skip
    return {
        "unit": world.ba_dinh.pk, "unit-headcounts": world.ba_dinh.pk, "union-facts": world.ba_dinh.pk,
        "fact-withdraw": fact.pk, "fact-document": fact.pk,
        "document": document.pk, "notice-open": notice.pk, "job": job.pk, "job-retry": job.pk,
        "sheet": sheet.pk, "sheet-save": sheet.pk, "sheet-submit": sheet.pk, "evidence": result.pk,
        "question-answer": make_question(season).pk,
        "cluster": world.cluster_1.pk, "pledge": pledge.pk, "pledge-sign": pledge.pk,
        "pledge-circulate": pledge.pk, "table-agree": season.table.pk, "table-approve": season.table.pk,
        "target-change": make_change(season).pk,
        "appointment-end": post.pk,
        "account-open": new.pk, "account": person, "account-password": person, "account-close": person,
        "account-reopen": person, "account-post": person, "account-address": person,
        "letter-resend": letter.pk, "campaign": campaign, "campaign-edit": campaign,
        "campaign-launch": campaign, "campaign-remove": campaign,
        "campaign-cancel": campaign, "campaign-clone": campaign,
        "phase-remove": phase, "participants": phase, "participant-remove": sheet.pk, "content-remove": content.pk,
        "criterion-remove": season.table.criteria.order_by("pk")[0].pk, "unit-remove": world.ba_dinh.pk,
        "cluster-remove": world.cluster_1.pk, "target-list": campaign, "phase-new": campaign, "content-new": campaign,
        "indicator-new": campaign, "indicator-edit": season.indicators["DV"].pk,
        "indicator-remove": season.indicators["DV"].pk,
        "year-new": campaign, "year-edit": year.pk,
        "workbook-export": campaign,
        "pledge-new": campaign, "phase-edit": phase, "appraisal": phase, "results-verify": phase, "standings": phase,
        "results-return": phase, "results-ask": phase, "results-take-back": phase,
        "standings-export": phase, "ties": phase, "phase-final": phase, "dashboard": phase,
        "remind": phase, "reminders": phase,
        **places_of_a_final(season),
        **places_of_columns(season),
        **places_after_close(season),
        **places_of_tables(season),
        **places_of_awards(season),
    }  # fmt: skip


def places_after_close(season: Season) -> dict[str, int | None]:
    """What moves Ba Dinh's figure after a close, asked for or said, and a stage that has not begun."""
    scene = Scene(season, NOW, Pledge(), Pledge())
    phase, sheet, figure = season.phase.pk, season.sheet(season.world.ba_dinh).pk, after_close.figure(scene)
    reopening, opinion = after_close.reopening(scene).pk, after_close.opinion(scene)
    return {
        "stages": phase, "changes": phase, "final-open": phase, "opinions": phase, "conference": phase,
        "stage-drop": after_close.spare_stage(scene), "correct": figure, "explain": after_close.correction(scene),
        "reopening-new": sheet, "sheet-estimates": sheet, "take-out": sheet, "take-in": sheet,
        **dict.fromkeys(("reopening", "reopening-approve", "reopening-end"), reopening),
        **dict.fromkeys(("opinion-line", "opinion-answer", "opinion-withdraw"), opinion),
    }  # fmt: skip


def places_of_columns(season: Season) -> dict[str, int | None]:
    """What people judge of Ba Dinh, which Hoang Mai checks, and a visit there."""
    world, phase, sheet = season.world, season.phase.pk, season.sheet(season.world.ba_dinh)
    told: dict[str, Any] = {"decided_by": world.quang, "decided_at": NOW, "how": "named"}
    CrossCheck.objects.create(
        phase=season.phase, checked=sheet, checker=season.sheet(world.hoang_mai), **told
    )
    visit = Visit.objects.create(
        participant=sheet, planned_on=NOW.date(), planned_by=world.quang, planned_at=NOW
    )
    of_phase = ("judging", "judging-save", "cross-checks", "cross-checks-draw", "cross-checks-enter")
    of_sheet = ("self-score", "self-score-send", "cross-check", "cross-check-send", "visits")
    return {
        **dict.fromkeys(of_phase, phase), **dict.fromkeys(of_sheet, sheet.pk), "visit": visit.pk,
        "judging-agree": season.result(world.ba_dinh, "TD").pk,
    }  # fmt: skip


def make_pledge(season: Season) -> Pledge:
    """The cluster's pledge, not circulated yet."""
    world = season.world
    return pledges.draft_pledge(
        campaign=season.campaign, cluster=world.cluster_1, title="Giao ước thi đua năm 2024",
        sign_until=after(NOW, days=1),
        parties=[(world.ba_dinh, None), (world.long_bien, None), (world.hoang_mai, None)], by=SYSTEM, now=NOW,
    )  # fmt: skip


def make_question(season: Season) -> FigureQuestion:
    """What Quang asks about a figure of Ba Dinh."""
    return FigureQuestion.objects.create(
        result=season.result(season.world.ba_dinh, "KP"),
        text="Ở đâu?",
        asked_by=season.world.quang,
        asked_at=NOW,
    )


def appraising(season: Season) -> dict[str, Any]:
    """A figure ticked, and words for the acts that want them."""
    row = season.result(season.world.ba_dinh, "DV")
    return {"results": [f"{row.pk}.{row.version}"], "reason": "Bổ sung minh chứng", "text": "Ở đâu?"}


def make_change(season: Season) -> TargetChange:
    """What Hoa asks of a target of her union."""
    target = Target.objects.get(
        union=season.world.ba_dinh, indicator=season.indicators["DV"], is_current=True
    )
    return TargetChange.objects.create(
        target=target, value=900, reason="Chuyển địa bàn", document="45/CV-LĐLĐ", document_date=START,
        asked_by=season.world.hoa, asked_at=NOW,
    )  # fmt: skip


def address(name: str, places: dict[str, int | None], season: Season) -> str:
    if name in ("targets", "target-change-new"):
        return reverse(name, args=[season.campaign.pk, season.world.ba_dinh.pk])
    if name == "stage-set":
        return reverse(name, args=[season.phase.pk, "opinions"])
    if name == "opinion-new":
        line = season.table.criteria.order_by("pk")[0]
        return reverse(name, args=[season.sheet(season.world.ba_dinh).pk, line.pk])
    return reverse(name, args=[places[name]] if name in places else [])


def sent_to(name: str, season: Season) -> dict[str, Any]:
    """What a form sends, where an empty one would not come as far as the permission."""
    return {
        "evidence": {"file": a_file()},
        "account-open": {"username": "tam"},
        "account-slips": {"union": season.world.city.pk},
        "pledge-sign": {"union": season.world.ba_dinh.pk, "password": PASSWORD, "read": "on"},
        "pledge-circulate": {"commitment": "Chúng tôi cam kết."},
        **dict.fromkeys(
            ("results-verify", "results-return", "results-ask", "results-take-back"), appraising(season)
        ),
        "question-answer": {"answer": "Đã bổ sung"},
        "session-settle": settling(),
    }.get(name, {})


def settling() -> dict[str, Any]:
    """The chair's choice between those who share the last place."""
    tied = Tally.objects.filter(outcome="tied").order_by("nomination_id").first()
    return {"tie": tied.nomination_id, "winners": [tied.nomination_id], "reason": "By lot"} if tied else {}


def ask(client: Client, name: str, places: dict[str, int | None], season: Season) -> Any:
    """One request, undone afterwards, so that each person finds the same world."""
    method = MATRIX[name][0]
    with transaction.atomic():
        where = address(name, places, season)
        answer = client.post(where, sent_to(name, season)) if method == "POST" else client.get(where)
        transaction.set_rollback(True)
    return answer
