"""Forms that make something: who sends each, from which page, with what typed into it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from awards.models import AwardRound, Council, Decision, Nomination
from campaigns.models import Campaign, Content, Evidence, Phase, Pledge
from tests.awards.cast import make_award
from tests.awards.matrix_cast import city_council, city_round, sit, vote_and_count
from tests.cast import Season, add_person
from tests.drawn_forms import DrawnForm, form_on
from units.models import Person, User


@dataclass
class Act:
    """A form on a page, what is typed into it, and how many of what it makes there are."""

    user: str
    page: str
    made: Callable[[], int]
    typed: dict[str, Any] = field(default_factory=dict)
    file: bytes = b""
    to: str = ""


def _campaign(season: Season) -> Act:
    return Act(
        "quang", reverse("campaign-new"), Campaign.objects.count, {"code": "HN-2025", "name": "Năm 2025"}
    )


def _phase(season: Season) -> Act:
    typed = {
        "name": "Đợt mới", "period_from": "01/08/2024", "period_to": "30/09/2024",
        "entry_opens_at": "01/09/2024", "entry_closes_at": "30/09/2024",
    }  # fmt: skip
    return Act("quang", reverse("phase-new", args=[season.campaign.pk]), Phase.objects.count, typed)


def content_line(season: Season) -> Act:
    page = reverse("content-new", args=[season.campaign.pk])
    return Act("quang", page, Content.objects.count, {"text": "Chăm lo đời sống"})


def _round(season: Season) -> Act:
    typed = {"base": "spot", "name": "Đột xuất", "last_day": "31/07/2024"}
    return Act("quang", reverse("round-new"), AwardRound.objects.count, typed)


def _council(season: Season) -> Act:
    world = season.world
    seats = {"quang": "chair", "kim": "secretary", "hung": "member"}
    typed = {f"seat-{world.users[name].person_id}": seat for name, seat in seats.items()}
    return Act("quang", reverse("council-new"), Council.objects.count, {"name": "Hội đồng", **typed})


def _pledge(season: Season) -> Act:
    page = reverse("pledge-new", args=[season.campaign.pk]) + f"?cluster={season.world.cluster_1.pk}"
    parties = [f"{union.pk}-" for union in (season.world.long_bien, season.world.ba_dinh)]
    return Act("quang", page, Pledge.objects.count, {"sign_until": "31/07/2024", "parties": parties})


def _nomination(season: Season) -> Act:
    world, award = season.world, make_award("BK", recipient="person")
    found = city_round(world, "Đợt một", award)
    page = reverse("nominate", args=[found.pk]) + f"?union={world.ba_dinh.pk}&award={award.pk}"
    typed = {"who": "other", "name": "Nguyễn Văn A", "reason": "Vượt chỉ tiêu."}
    return Act("hoa", page, Nomination.objects.count, typed)


def _decision(season: Season) -> Act:
    world = season.world
    found = city_round(world, "Đợt một", make_award("BK"), world.ba_dinh, world.long_bien)
    vote_and_count(sit(found, city_council(world)))
    typed = {
        "number": "737/QĐ-LĐLĐ",
        "decided_on": "20/07/2024",
        "signer_name": "Hà Minh Đức",
        "confirm": "on",
    }
    return Act("quang", reverse("decision-new", args=[found.pk]), Decision.objects.count, typed)


def _person(season: Season) -> Act:
    typed = {"full_name": "Trần Văn Tám", "union": "BD", "title": "Chuyên viên", "username": "tamtv"}
    union = season.world.ba_dinh
    return Act("an", reverse("person-new"), Person.objects.count, {**typed, "union": union.code})


def _account(season: Season) -> Act:
    holder = add_person(season.world, "tam", season.world.ba_dinh, title="Chuyên viên").person
    User.objects.filter(person=holder).delete()
    page = reverse("account", args=[holder.pk])
    to = reverse("account-open", args=[holder.pk])
    return Act("an", page, User.objects.count, {"username": "tamtv"}, to=to)


def _evidence(season: Season) -> Act:
    page = reverse("evidence", args=[season.result(season.world.ba_dinh, "DV").pk])
    return Act("hoa", page, Evidence.objects.count, file=b"%PDF-1.7 x")


ACTS: dict[str, Callable[[Season], Act]] = {
    "campaign": _campaign, "phase": _phase, "content line": content_line, "round": _round, "council": _council,
    "pledge": _pledge, "nomination": _nomination, "decision": _decision, "person": _person, "account": _account,
    "evidence": _evidence,
}  # fmt: skip


def filled(client: Client, act: Act) -> DrawnForm:
    """The form as it is drawn now, with what is typed into it."""
    form = form_on(client, act.page, to=act.to)
    form.fields = {name: value for name, value in form.fields.items() if name} | act.typed
    return form


def send(client: Client, form: DrawnForm, act: Act) -> Any:
    """Send it as a browser does; each sending reads the chosen file anew."""
    fields = dict(form.fields)
    if act.file:
        fields["file"] = SimpleUploadedFile("bien-ban.pdf", act.file, "application/pdf")
    return client.post(form.action, fields)


def said(answer: Any) -> list[str]:
    """The messages that an answer leaves for the next page."""
    return [str(m) for m in answer.wsgi_request._messages._queued_messages]
