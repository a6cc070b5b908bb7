"""Taking a workbook in: read, compare, and in one transaction compare again and write."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.imports.outcome import Outcome
from campaigns.queries.workbook import KIND
from campaigns.workbook import SHEETS
from campaigns.workbook.campaign import Campaigns
from common.errors import Conflict, Refusal
from common.locks import exclusive_lock
from common.text import format_figure
from common.workbook.book import Book, Progress, silent
from common.workbook.faults import Faults
from common.workbook.plans import plan_of
from common.workbook.reading import read_workbook
from common.workbook.runs import Run
from units.actors import Actor
from units.models import Union
from units.services import audit
from units.workbook.unions import Unions

#: What is added to a question of `confirms` where nobody is there to answer it.
CONFIRM = gettext_lazy("If this is meant, please say so: on the page by the box, in a terminal by --meant.")
#: Imports of the organisation follow one another under this key of the lock of imports; those of a campaign under its.
ORGANISATION = 0


class _Faulty(Exception):
    """Leaves the transaction, taking everything back."""


class _Moved(Exception):
    """Leaves the transaction: what is stored is no longer what the plan was made for."""


@dataclass(frozen=True)
class _Task:
    """One import: the workbook as read, who brings it and when, why, and the digest of the plan that was agreed to.

    `reason` and `confirmed` are None while they have not been asked for; `agreed` "" where nobody was shown a plan.
    """

    book: Book
    by: Actor
    now: datetime
    reason: str | None
    confirmed: bool | None
    agreed: str
    sha256: str
    hold: Callable[[], None]

    def checked(self, faults: Faults, progress: Progress = silent) -> Run:
        """The workbook compared with what is stored now; what needs a reason or a yes and has none is a fault."""
        reason = self.reason or ""
        run = Run(self.book, SHEETS, by=self.by, now=self.now, faults=faults, reason=reason)
        run.check(progress)
        unanswered = list(run.asks) if self.reason is not None and not reason.strip() else []
        if self.confirmed is False:
            unanswered += [replace(found, message=f"{found.message} {CONFIRM}") for found in run.confirms]
        for ask in unanswered:
            faults.add(ask.sheet, ask.cell, ask.message)
        if unanswered:
            faults.sort([sheet.title for sheet in run.sheets])
        return run

    def outcome(self, run: Run) -> Outcome:
        """What the run would do."""
        faults, plan = run.faults, plan_of(run.sheets)
        return Outcome(
            faults,
            counts=run.counts(),
            rows=self.book.total,
            plan=plan,
            asks=run.asks,
            confirms=run.confirms,
        )


def import_workbook(
    *,
    file: IO[bytes],
    by: Actor,
    now: datetime,
    progress: Progress = silent,
    check_only: bool = False,
    reason: str | None = "",
    confirmed: bool | None = False,
    agreed: str = "",
    clock: Callable[[], datetime] | None = None,
    hold: Callable[[], None] = lambda: None,
) -> Outcome:
    """Take in a workbook, all or nothing; faults are told in the outcome, never raised.

    1. Read it, refusing what is no plain workbook. 2. Compare with what is stored and find every fault. 3. In one
    transaction: compare again, write, audit. Nothing but other imports waits for the comparing; the campaign and its
    phases are kept from closing while their rows are written (`Phases.apply`). `hold` is called last in the transaction
    and may raise to take everything back. With `check_only` nothing is written.

    With `agreed`, the digest of the plan that somebody said yes to, only that plan is written; where it would be
    another one by now the outcome is `moved`. `reason` says why what others entered changes: without one such changes
    are faults; with None, and `check_only`, they are told as `asks`. So it is with targets and figures that seem to be
    of another year: they are taken when they are `confirmed`, and with None told as `confirms`. `clock` tells the time
    when writing begins, `now` where there is none. Anybody but the system itself may import only what the permissions
    of the single acts allow.
    """
    faults = Faults()
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    try:
        book = read_workbook(file, SHEETS, faults, progress)
    except ValidationError as error:
        faults.add("", "", " ".join(error.messages))
        return Outcome(faults)
    if book is None:
        return Outcome(faults)
    if not book.total and not faults:
        faults.add("", "", _("This workbook has no rows yet. Fill in its sheets from row 3 on."))
        return Outcome(faults)
    noticed = list(faults.warnings)
    task = _Task(book, by, now, reason, confirmed, agreed, sha256, hold)
    run = task.checked(faults, progress)
    outcome = task.outcome(run)
    if faults or check_only:
        return outcome
    if not _agrees(outcome, agreed):
        return _moved(outcome)
    writing = _("Writing %(count)s rows") % {"count": format_figure(book.total)}
    progress(2 * book.total, 2 * book.total, writing)
    return _written(replace(task, now=clock() if clock else now), run, noticed)


def _agrees(outcome: Outcome, agreed: str) -> bool:
    return not agreed or (outcome.plan is not None and outcome.plan.digest == agreed)


def _moved(outcome: Outcome) -> Outcome:
    """Another plan than the one agreed to; where nothing is left to do, somebody (or this job before) has done it."""
    return replace(outcome, moved=bool(outcome.counts))


def _written(task: _Task, run: Run, noticed: list[Any]) -> Outcome:
    """Write what has been checked; every way in which that fails as an outcome."""
    faults = Faults(warnings=noticed)
    try:
        with transaction.atomic():
            outcome = _write(task, run, faults)
            task.hold()
            return outcome
    except _Faulty:
        return Outcome(faults, rows=task.book.total)
    except ValidationError as error:
        faults.add("", "", " ".join(error.messages))
    except (_Moved, Conflict, IntegrityError) as error:
        again = task.outcome(task.checked(faults))
        if not faults and not _agrees(again, task.agreed):
            return _moved(again)
        if not faults:
            faults.add("", "", _told(error))
    except Refusal as error:
        faults.add("", "", error.reason)
    return Outcome(faults, rows=task.book.total)


def _told(error: Exception) -> str:
    """What is said of rows that somebody else wrote at the same time."""
    if isinstance(error, Refusal):
        return error.reason
    return _("Somebody else changed the same rows meanwhile. Nothing was imported; please import once more.")


def _write(task: _Task, first: Run, faults: Faults) -> Outcome:
    """Inside the transaction: alone among the imports of the same rows, compare again, write and audit."""
    for key in _lock_keys(first):
        exclusive_lock(KIND, key)
    run = task.checked(faults)
    if faults:
        raise _Faulty
    outcome = task.outcome(run)
    if not _agrees(outcome, task.agreed):
        raise _Moved
    run.apply()
    campaign = run.of(Campaigns).written
    if outcome.counts:
        # Without a campaign the event stands with the first union that the workbook names.
        subject: models.Model = campaign or Union(pk=next(iter(run.of(Unions).ids.values())))
        rows = {key: len(page.rows) for key, page in task.book.pages.items() if page.rows}
        audit.record(
            verb="import_workbook", subject=subject, by=task.by, now=task.now, counts=outcome.counts, rows=rows,
            sha256=task.sha256, reason=task.reason or "", campaign=campaign.code if campaign else "",
        )  # fmt: skip
    return replace(outcome, campaign=campaign)


def _lock_keys(run: Run) -> list[int]:
    """Under which keys imports of the same rows follow one another, in one order for all."""
    campaign = run.of(Campaigns).comparable
    changes_organisation = any(sheet.changes for sheet in run.sheets if not sheet.needs)
    return [ORGANISATION] * (changes_organisation or campaign is None) + ([campaign.pk] if campaign else [])
