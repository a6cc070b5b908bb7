"""How many people a union has: recording a count, correcting it, taking away what was entered by mistake."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.dates import check_dates
from common.removal import was
from common.text import format_figure, tidy
from units.actors import Actor, account_of
from units.models import Headcount, Union
from units.permissions import require_keeper
from units.services import audit

#: What else follows from a new count, in its transaction: upper apps add to it in their `AppConfig.ready`. Each step is
#: called with `union_ids=`, the first `day=` from which something changed, `by=` and `now=`.
steps: list[Callable[..., object]] = []
#: More members than all unions of the country have together: a slip of the hand.
MOST = 20_000_000
NUMBERS = ("members", "women", "direct_workers")
#: What a count says, besides whose and of which day it is.
SAID = (*NUMBERS, "source")


@transaction.atomic
def record_headcount(
    *,
    union: Union,
    as_of: date,
    members: int,
    source: str,
    by: Actor,
    now: datetime,
    women: int | None = None,
    direct_workers: int | None = None,
) -> Headcount:
    """Record how many people a union has as of a day; the count of the same day is corrected, and both stay in the
    audit.

    Raises ValidationError for a day to come, numbers that do not fit each other or no source; Refusal for somebody who
    keeps neither the union nor one above it.
    """
    require_keeper(by, union)
    check_dates(as_of=as_of)
    said: dict[str, Any] = {
        "members": members,
        "women": women,
        "direct_workers": direct_workers,
        "source": tidy(source),
    }
    if faults := faults_of(as_of=as_of, **said, today=timezone.localdate(now)):
        raise ValidationError(faults)
    Union.objects.select_for_update(no_key=True).get(pk=union.pk)  # two counts of one day follow one another
    stored = Headcount.objects.filter(union=union, as_of=as_of).first()
    if stored is not None:
        return _correct(stored, said, by=by, now=now)
    made = Headcount(union=union, as_of=as_of, **said, recorded_by=account_of(by), recorded_at=now)
    made.clean_fields(exclude=["recorded_by"])
    made.save()
    audit.record(
        verb="record_headcount", subject=made, by=by, now=now, union=union.code, as_of=as_of, after=said
    )
    take_steps(union_ids=[union.pk], day=as_of, by=by, now=now)
    return made


def _correct(count: Headcount, said: dict[str, Any], *, by: Actor, now: datetime) -> Headcount:
    before = {name: old for name in said if (old := getattr(count, name)) != said[name]}
    if before:
        after = {name: said[name] for name in before}
        for name, value in after.items():
            setattr(count, name, value)
        count.recorded_by, count.recorded_at = account_of(by), now
        count.clean_fields(exclude=["recorded_by"])
        count.save(update_fields=[*after, "recorded_by", "recorded_at"])
        told = {"union": count.union.code, "as_of": count.as_of, "before": before, "after": after}
        audit.record(verb="correct_headcount", subject=count, by=by, now=now, **told)
        take_steps(union_ids=[count.union_id], day=count.as_of, by=by, now=now)
    return count


@transaction.atomic
def remove_headcount(*, count: Headcount, by: Actor, now: datetime) -> None:
    """Take away a count of a wrong day; the one before it holds again. The audit keeps what it was. Raises Refusal."""
    require_keeper(by, count.union)
    audit.record(verb="remove_headcount", subject=count, by=by, now=now, was=was(count))
    Headcount.objects.filter(pk=count.pk).delete()
    take_steps(union_ids=[count.union_id], day=count.as_of, by=by, now=now)


def take_steps(*, union_ids: Collection[int], day: date, by: Actor, now: datetime) -> None:
    """Tell the apps above that counts of these unions changed from `day` on."""
    for step in steps:
        step(union_ids=union_ids, day=day, by=by, now=now)


def whole_asked() -> str:
    """The fault in a part of a person."""
    return _("People are counted in whole numbers, for example 1.234.")


def faults_of(
    *,
    as_of: date,
    members: int,
    women: int | None,
    direct_workers: int | None,
    source: str,
    today: date,
) -> dict[str, str]:
    """What is wrong with a count, by field, in words that say what to do."""
    found = {}
    if as_of > today:
        found["as_of"] = _(
            "This day is still to come. Please enter the day on which the members were counted."
        )
    given = {"members": members, "women": women, "direct_workers": direct_workers}
    for field, number in given.items():
        if number is not None and not 0 <= number <= MOST:
            found[field] = _("Please check this number: it lies between 0 and %(most)s.") % {
                "most": format_figure(MOST)
            }
    inside = {"most": format_figure(members)}
    if "members" not in found and women is not None and women > members:
        found["women"] = _("Women are counted among the members: enter %(most)s or less.") % inside
    if "members" not in found and direct_workers is not None and direct_workers > members:
        found["direct_workers"] = (
            _("Direct workers are counted among the members: enter %(most)s or less.") % inside
        )
    if not source:
        found["source"] = _("Please say where the numbers come from, for example the report and its number.")
    return found
