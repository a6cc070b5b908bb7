"""Writing a campaign's rows in sets: few statements and one audit event a sheet whatever the number of rows.

Only the staff of the campaign's owner may. The callers have checked the rows; the database's constraints still stand
behind them.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from campaigns.choices import PhaseStatus, ResultState, ResultStatus, Supplier, TargetKind
from campaigns.models import (
    Campaign,
    Criterion,
    CriterionInput,
    Participant,
    Result,
    ScoringTable,
    Target,
)
from campaigns.permissions import require_manage, require_parties, require_reason
from campaigns.services.results.figures import audited
from campaigns.services.tables.sets import require_drafts
from campaigns.services.targets import parties, signed_fault
from common.db import update_from
from common.errors import Conflict, fault
from units.actors import Actor, account_of
from units.services import audit

BATCH = 1000


@transaction.atomic
def write_rows(
    *,
    model: type[models.Model],
    new: Sequence[models.Model],
    edits: Mapping[int, Mapping[str, Any]],
    verb: str,
    campaign: Campaign,
    by: Actor,
    now: datetime,
    **told: Any,
) -> None:
    """Write new rows of a campaign's own tables and change stored ones: id → the same fields for each.

    `told` is audited too. Raises Refusal, also for somebody who does not keep a union that is to take part, or the
    owner of a cluster that rows are newly put into; ValidationError for scoring tables that are agreed, and for what
    stands in them.
    """
    require_manage(by, campaign)
    _require_parties(model, new, edits, by)
    require_drafts(model, new, edits, now)
    fresh = model._default_manager.bulk_create(new, batch_size=BATCH)
    update_from(model, [{"id": pk, **fields} for pk, fields in edits.items()])
    if fresh or edits:
        audit.record(
            verb=verb,
            subject=campaign,
            by=by,
            now=now,
            new=[row.pk for row in fresh],
            changed={str(pk): {k: str(v) for k, v in fields.items()} for pk, fields in edits.items()},
            **told,
        )


def _require_parties(
    model: type[models.Model],
    new: Sequence[models.Model],
    edits: Mapping[int, Mapping[str, Any]],
    by: Actor,
) -> None:
    """Refuse foreign unions and clusters; rows of other models name none."""
    if not issubclass(model, (Participant, ScoringTable)):
        return
    held = dict(model._default_manager.filter(pk__in=list(edits)).values_list("pk", "cluster_id"))
    moved = {fields["cluster"] for pk, fields in edits.items() if fields["cluster"] != held[pk]}
    unions = {row.union_id for row in new if isinstance(row, Participant)}
    require_parties(by, unions, moved | {row.cluster_id for row in new})  # type: ignore[attr-defined]


@transaction.atomic
def write_criteria(
    *,
    new: Sequence[Criterion],
    edits: Mapping[int, Mapping[str, Any]],
    inputs: Sequence[Mapping[str, int]],
    campaign: Campaign,
    by: Actor,
    now: datetime,
) -> None:
    """Write criteria as `write_rows` does.

    `inputs` are their indicators by role, first those of the new criteria, then those of the changed ones.
    """
    told = zip((row.code for row in new), inputs, strict=False)
    after = dict(zip(edits, inputs[len(new) :], strict=True))
    write_rows(
        model=Criterion,
        new=new,
        edits=edits,
        verb="write_criteria",
        campaign=campaign,
        by=by,
        now=now,
        inputs=dict(told) | {str(pk): roles for pk, roles in after.items()},
    )
    CriterionInput.objects.filter(criterion__in=edits).delete()
    keys = [*(row.pk for row in new), *edits]
    CriterionInput.objects.bulk_create(
        (
            CriterionInput(criterion_id=pk, role=role, indicator_id=indicator)
            for pk, roles in zip(keys, inputs, strict=True)
            for role, indicator in roles.items()
        ),
        batch_size=BATCH,
    )


def place_criteria(*, parents: Mapping[int, int | None]) -> None:
    """Put criteria under their groups: id → the group's id. Part of writing a table, which leaves the audit event."""
    update_from(Criterion, [{"id": pk, "parent": above} for pk, above in parents.items()])


def place_bases(*, bases: Mapping[int, int]) -> None:
    """Say which tables tables were made from: id → the other's id. Part of writing them, which leaves the event."""
    update_from(ScoringTable, [{"id": pk, "base": base} for pk, base in bases.items()])


@transaction.atomic
def set_targets_of_many(
    *,
    rows: Sequence[tuple[int, int, str, Any, str, int]],
    campaign: Campaign,
    by: Actor,
    now: datetime,
) -> None:
    """Put new versions of targets in force: (indicator id, union id, kind, value, reason, version in force or 0).

    The value of a milestone is its day as `rules.value_of_day` gives it.

    Raises ValidationError for a target that its union has signed, Refusal for unions that neither take part nor are
    kept by `by`, and without a reason for changing what a union registered itself.
    """
    require_manage(by, campaign)
    if not rows:
        return
    pledged = campaign.pledged_targets
    signed = set(
        parties(campaign, pledged).filter(signed_at__isnull=False).values_list("union_id", flat=True)
    )
    if any(old and kind == pledged and u in signed for _i, u, kind, _v, _r, old in rows):
        raise fault("value", signed_fault())
    sheets = Participant.objects.with_figures().filter(phase__campaign=campaign)
    inside = sheets.values_list("union_id", flat=True)
    require_parties(by, {union_id for _i, union_id, *_rest in rows} - set(inside), ())
    for _i, union_id, kind, _value, reason, old in rows:
        if old and kind == TargetKind.REGISTERED:
            require_reason(by, [union_id], reason)
    replaced = [
        {"indicator": i, "union": u, "kind": k, "version": old, "is_current": False}
        for i, u, k, _value, _reason, old in rows
        if old
    ]
    update_from(Target, replaced, match=("indicator", "union", "kind", "version"))
    Target.objects.bulk_create(
        (
            Target(
                indicator_id=i,
                union_id=u,
                kind=k,
                value=value,
                reason=reason,
                version=old + 1,
                set_by=account_of(by),
                set_at=now,
            )
            for i, u, k, value, reason, old in rows
        ),
        batch_size=BATCH,
    )
    measures = dict(campaign.indicators.values_list("pk", "kind"))
    told = [[i, u, k, audited(value, measures[i]), old + 1, reason] for i, u, k, value, reason, old in rows]
    audit.record(verb="set_targets", subject=campaign, by=by, now=now, targets=told)


@transaction.atomic
def enter_results(
    *,
    rows: Sequence[tuple[tuple[int, int], Mapping[str, Any]]],
    campaign: Campaign,
    by: Actor,
    now: datetime,
    reason: str = "",
) -> None:
    """Enter figures into prepared rows: a union's as drafts, what nobody can submit any more as appraised.

    (participant id, indicator id) → state, value, stage, as_of, is_estimate, note. The caller holds the locks of the
    phases and has made sure that they are not closed. Raises Conflict when somebody has changed, submitted or not yet
    prepared one of the rows; Refusal without a reason for changing what a union has entered itself.
    """
    require_manage(by, campaign)
    if not rows:
        return
    places = {place for place, _fields in rows}
    held = (
        Result.objects.annotate(supplied=F("indicator__supplier"))
        .filter(
            Q(status__lte=ResultStatus.RETURNED) | _unsendable(now),
            participant__in=Participant.objects.filter(phase__campaign=campaign),
        )
        .values_list(
            "participant_id",
            "indicator_id",
            "pk",
            "version",
            "state",
            "value",
            "participant__union_id",
            "supplied",
            "indicator__kind",
        )
    )
    found = {(p, i): rest for p, i, *rest in held.iterator(5000) if (p, i) in places}
    if len(found) < len(places):
        raise Conflict(
            _("Some figures were submitted meanwhile. Nothing was imported; please import once more.")
        )
    theirs = (
        union_id
        for _pk, version, _state, _value, union_id, supplier, _kind in found.values()
        if version and supplier == Supplier.UNION
    )
    require_reason(by, theirs, reason)
    author = {"entered_by": by.pk, "entered_at": now}
    payload = [
        {"id": found[place][0], "version": found[place][1], **fields, **author} for place, fields in rows
    ]
    for start in range(0, len(payload), 5000):
        some = payload[start : start + 5000]
        if update_from(Result, some, match=("id", "version"), bump="version") != len(some):
            raise Conflict(
                _("Some figures were changed meanwhile. Nothing was imported; please import once more.")
            )
    brought = Result.objects.filter(
        _unsendable(now),
        participant__phase__campaign=campaign,
        participant__phase__status__lt=PhaseStatus.CLOSING,
        status__lt=ResultStatus.VERIFIED,
    )
    brought.exclude(state=ResultState.NOT_REPORTED).update(status=ResultStatus.VERIFIED)
    told = []
    for place, fields in rows:
        _pk, _version, state, value, _union, _supplied, kind = found[place]
        before, after = (audited(v, kind) if v else "" for v in (value, fields["value"]))
        told.append([*place, state, before, fields["state"], after])
    audit.record(verb="enter_results", subject=campaign, by=by, now=now, figures=told, reason=reason)


def _unsendable(now: datetime) -> Q:
    """Figures that no union submits, so that they count as the federation brings them.

    Its own (a judge's points), and those of a phase in preparation whose window has passed: a campaign of past years.
    """
    past = Q(participant__phase__status=PhaseStatus.DRAFT, participant__phase__entry_closes_at__lte=now)
    return past | Q(indicator__supplier=Supplier.FEDERATION)
