"""Facts from outside: recording what a document says of a union, its file, withdrawing what was entered by mistake."""

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.choices import KEPT_BY_SYSTEM, FactKind
from campaigns.models import ExternalFact
from campaigns.permissions import require, require_recorder
from campaigns.services.recomputing import compute_again_for
from common.dates import check_dates
from common.errors import Conflict, fault, worded
from common.templatetags.look import day as day_of
from common.text import compared, tidy
from units.actors import Actor, account_of
from units.models import Document, Union, User
from units.services import audit
from units.services.documents import received

#: As long as a reason may be.
LONGEST_REASON = 300
_KEY = 120


def record_fact(
    *,
    union: Union,
    kind: str,
    day: date,
    number: str,
    by: Actor,
    now: datetime,
    grade: str = "",
    issued_by: str = "",
    note: str = "",
    upload: UploadedFile | None = None,
) -> ExternalFact:
    """Record what a document says of a union on a day, with the document's file where it is at hand.

    It is never too late for a fact: a sealed phase keeps its points, one that is not final is computed again. Raises
    ValidationError without the number of a document, for a day to come, for a fact that is recorded already and for a
    file that is not taken; Refusal for anybody who does not keep the union from above.
    """
    require_recorder(by, union)
    if kind in KEPT_BY_SYSTEM:
        raise fault("kind", kept_by_system())
    said = {"kind": kind, "grade": grade, "day": day, "number": number, "issued_by": issued_by, "note": note}
    fact = _checked(union, said, now=now)
    if upload is None:
        return _keep(fact, by=by, now=now)
    assert isinstance(by, User), "files are sent by people"
    with received(upload=upload, union=union, by=by, now=now) as document, transaction.atomic():
        document.save()
        fact.document = document
        return _keep(fact, by=by, now=now)


def _checked(union: Union, said: dict[str, Any], *, now: datetime) -> ExternalFact:
    """An unsaved fact. Raises ValidationError by field, saying what to do."""
    texts = {name: tidy(value) if isinstance(value, str) else value for name, value in said.items()}
    fact = ExternalFact(union=union, **texts)
    if not fact.number:
        raise fault("number", number_asked())
    check_dates(day=fact.day)
    if fact.day > timezone.localdate(now):
        raise fault("day", day_to_come())
    fact.grade_key = compared(fact.grade)[:80]
    fact.document_key = compared(fact.number)[:_KEY]
    fact.clean_fields(exclude=["recorded_by", "recorded_at", "withdrawn_by", "withdrawn_at"])
    return fact


def kept_by_system() -> str:
    """The fault of a fact that is recorded by hand and comes by itself."""
    return _("This fact comes by itself once the union sends its self-score. Please choose another kind.")


def number_asked() -> str:
    """The fault of a fact that names no document."""
    return _("Please give the number of the document that says so; without one a fact cannot count.")


def day_to_come() -> str:
    """The fault of a fact dated ahead."""
    return _("This day is still to come. Please enter the date of the document.")


@transaction.atomic
def _keep(fact: ExternalFact, *, by: Actor, now: datetime) -> ExternalFact:
    """Write a checked fact unless it stands already, and let it count."""
    Union.objects.select_for_update(no_key=True).get(pk=fact.union_id)  # the same fact twice at once is one
    same = ExternalFact.objects.standing().filter(
        union=fact.union_id, kind=fact.kind, grade_key=fact.grade_key, document_key=fact.document_key
    )
    if twin := same.first():
        raise fault(
            "number",
            _(
                "This fact is recorded already, with the day %(day)s. Correct the number, or withdraw the other one."
            )
            % {"day": day_of(twin.day)},
        )
    fact.recorded_by, fact.recorded_at = account_of(by), now
    fact.save()
    _record("record_fact", fact, by=by, now=now, sha256=fact.document.sha256 if fact.document else "")
    compute_again_for(union_ids=[fact.union_id], day=fact.day, by=by, now=now)
    return fact


def attach_document(*, fact: ExternalFact, upload: UploadedFile, by: User, now: datetime) -> Document:
    """Put a file behind a fact, in place of another one if there is one, which stays in the archive.

    Raises ValidationError for a file that is not taken, Conflict for a fact that was withdrawn, Refusal as
    `record_fact`.
    """
    require_recorder(by, fact.union)
    with received(upload=upload, union=fact.union, by=by, now=now) as document, transaction.atomic():
        fresh = _standing(fact)
        before = fresh.document.sha256 if fresh.document else ""
        document.save()
        ExternalFact.objects.filter(pk=fresh.pk).update(document=document)
        _record("attach_document", fresh, by=by, now=now, before=before, sha256=document.sha256)
    return document


@transaction.atomic
def withdraw_fact(*, fact: ExternalFact, reason: str, by: Actor, now: datetime) -> None:
    """Take back a fact that was recorded by mistake; it stays on record with the reason and no longer counts.

    Raises ValidationError without a reason, Conflict for one that was withdrawn already, Refusal as `record_fact` and
    for a fact that another record makes: that one is taken back instead.
    """
    require_recorder(by, fact.union)
    require(not fact.source, sourced_refusal(fact.kind))
    _withdraw(fact, reason, by=by, now=now)


def sourced_refusal(kind: str) -> str:
    """Why a fact that came with another record is not withdrawn by itself."""
    if kind == FactKind.SELF_SCORE:
        return _("This fact comes with the self-score that the union sent, and stays with it.")
    return _("This fact comes with the registration of a title, and goes when that is taken back.")


def _withdraw(fact: ExternalFact, reason: str, *, by: Actor, now: datetime) -> None:
    missing = _("Please say why the fact is withdrawn; the union reads it.")
    text = worded(reason, name="reason", most=LONGEST_REASON, missing=missing)
    fresh = _standing(fact)
    ExternalFact.objects.filter(pk=fresh.pk).update(
        withdrawn_by=account_of(by), withdrawn_at=now, withdrawal_reason=text
    )
    _record("withdraw_fact", fresh, by=by, now=now, reason=text)
    compute_again_for(union_ids=[fresh.union_id], day=fresh.day, by=by, now=now)


def _standing(fact: ExternalFact) -> ExternalFact:
    """The fact, locked. Raises Conflict where somebody has withdrawn it."""
    rows = ExternalFact.objects.select_for_update(of=("self",)).select_related("union", "document")
    fresh = rows.get(pk=fact.pk)
    if fresh.withdrawn_at is not None:
        raise Conflict(_("This fact was withdrawn already. Please look at the page again."))
    return fresh


# --- Facts that other apps' records make ------------------------------------------------------------------------------
# Who may make the record was asked where it is made; nobody records or withdraws such a fact by itself.
def keep_sourced_fact(
    *, source: str, union: Union, kind: str, grade: str, day: date, number: str, by: Actor, now: datetime
) -> ExternalFact:
    """The fact that the row `source` of another app makes. Raises ValidationError as `record_fact`."""
    said = {"kind": kind, "grade": grade, "day": day, "number": number, "source": source}
    return _keep(_checked(union, said, now=now), by=by, now=now)


@transaction.atomic
def withdraw_sourced_fact(*, source: str, reason: str, by: Actor, now: datetime) -> None:
    """The row `source` of another app is no more, and with it its fact; nothing happens where there is none."""
    for fact in ExternalFact.objects.standing().filter(source=source):
        _withdraw(fact, reason, by=by, now=now)


def _record(verb: str, fact: ExternalFact, *, by: Actor, now: datetime, **more: Any) -> None:
    told = {name: getattr(fact, name) for name in ("kind", "grade", "day", "number", "issued_by", "source")}
    audit.record(verb=verb, subject=fact, by=by, now=now, union=fact.union.code, **told, **more)
