"""The import of a workbook: read, check, lock, check again, write; and the job that does it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Campaign
from campaigns.queries.workbook import KIND, importing_unions
from campaigns.services.guard import LOCK
from campaigns.workbook import BY_KEY, SHEETS
from campaigns.workbook.campaign import Campaigns
from common.errors import Refusal
from common.locks import exclusive_lock, shared_lock
from common.text import format_figure
from common.workbook.archive import check_archive
from common.workbook.book import Book, Progress, silent
from common.workbook.faults import Faults
from common.workbook.reading import read_workbook
from common.workbook.runs import Run
from units.actors import Actor
from units.models import Document, Job, Union, User
from units.services import audit, jobs
from units.services.documents import received
from units.workbook.unions import Unions


@dataclass
class Outcome:
    """What became of a workbook: faults (then nothing was written), or how many rows are new and changed.

    `campaign` is None where the workbook brought in an organisation alone.
    """

    faults: Faults
    campaign: Campaign | None = None
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    rows: int = 0

    def lines(self) -> list[str]:
        """One sentence a sheet in which something is new or changed."""
        return [
            _("%(sheet)s: %(new)s new, %(changed)s changed")
            % {"sheet": BY_KEY[key].title, **{k: format_figure(v) for k, v in n.items()}}
            for key, n in self.counts.items()
        ]

    def message(self) -> str:
        """The outcome in one sentence."""
        if self.faults:
            return ngettext(
                "Nothing was imported: %(count)s cell or row needs to be put right.",
                "Nothing was imported: %(count)s cells or rows need to be put right.",
                self.faults.total,
            ) % {"count": self.faults.total}
        if not self.counts:
            return _("The system holds all of this workbook already; nothing was changed.")
        return "; ".join(self.lines()) + "."


class _Faulty(Exception):
    """Leaves the transaction, taking everything back."""


def import_workbook(
    *,
    file: IO[bytes],
    by: Actor,
    now: datetime,
    progress: Progress = silent,
    check_only: bool = False,
    hold: Callable[[], None] = lambda: None,
) -> Outcome:
    """Take in a workbook, all or nothing; faults are told in the outcome, never raised.

    1. Read it, refusing what is no plain workbook. 2. Compare with what is stored and find every fault. 3. In one
    transaction, alone among imports and with the campaign and its phases kept from closing: compare again, write,
    audit. `hold` is called last in the transaction and may raise to take everything back. With `check_only` nothing
    is written. Anybody but the system itself may import only campaigns of a union that they act for, and only what
    stands at or below it.
    """
    faults = Faults()
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
    run = Run(book, SHEETS, by=by, now=now, faults=faults)
    run.check(progress)
    if faults or check_only:
        return Outcome(faults, counts=run.counts(), rows=book.total)
    writing = _("Writing %(count)s rows") % {"count": format_figure(book.total)}
    progress(2 * book.total, 2 * book.total, writing)
    try:
        with transaction.atomic():
            outcome = _write(book, Faults(warnings=noticed), by, now)
            hold()
    except _Faulty as error:
        return Outcome(error.args[0], rows=book.total)
    except ValidationError as error:
        faults.add("", "", " ".join(error.messages))
    except Refusal as error:
        faults.add("", "", error.reason)
    return Outcome(faults, rows=book.total) if faults else outcome


def _write(book: Book, faults: Faults, by: Actor, now: datetime) -> Outcome:
    exclusive_lock(KIND, 0)
    _keep_from_closing(book)
    run = Run(book, SHEETS, by=by, now=now, faults=faults)
    run.check()
    if faults:
        raise _Faulty(faults)
    counts = run.counts()
    run.apply()
    campaign = run.of(Campaigns).written
    if counts:
        # Without a campaign the event stands with the first union that the workbook names.
        subject: models.Model = campaign or Union(pk=next(iter(run.of(Unions).ids.values())))
        audit.record(verb="import_workbook", subject=subject, by=by, now=now, counts=counts)
    return Outcome(faults, campaign=campaign, counts=counts, rows=book.total)


def _keep_from_closing(book: Book) -> None:
    """Take the locks of the campaign that the workbook is of, and of its phases."""
    codes = [row.get("code") for row in book.pages[Campaigns.key].rows]
    held = Campaign.objects.select_for_update(no_key=True).filter(code__in=codes[:1]).first()
    if held:
        for phase_id in held.phases.order_by("pk").values_list("pk", flat=True):
            shared_lock(LOCK, phase_id)


def ask_import(*, upload: UploadedFile, by: User, now: datetime) -> Job:
    """Keep the file and ask for its import. Raises ValidationError for what is no plain workbook, Refusal for who may
    not."""
    union = importing_unions(by).first()
    if union is None:
        raise Refusal(_("Only staff of a federation may import a workbook. Please ask them."))
    check_archive(upload)
    upload.seek(0)
    with received(upload=upload, union=union, by=by, now=now) as document, transaction.atomic():
        document.save()
        return jobs.enqueue(kind=KIND, key=f"import:{document.pk}", by=by, now=now, document_id=document.pk)


@jobs.handles(KIND)
def run_import(running: jobs.Running) -> dict[str, Any]:
    """Do the import that a job asks for; run twice it changes nothing the second time."""
    document = Document.objects.get(pk=running.args["document_id"])
    by = running.by
    with document.file.open("rb") as file:
        outcome = import_workbook(
            file=file, by=by, now=timezone.now(), progress=running.step, hold=running.hold
        )
    return result_of(outcome, running.job)


def result_of(outcome: Outcome, job: Job) -> dict[str, Any]:
    """An outcome as a job keeps it and its page shows it."""
    found: dict[str, Any] = {
        "message": outcome.message(),
        "counts": outcome.counts,
        "faults": [str(f) for f in outcome.faults.shown],
        "warnings": [str(f) for f in outcome.faults.warnings],
        "places": [[f.sheet, f.cell, f.message] for f in outcome.faults.shown],
        "fault_count": outcome.faults.total,
        "lines": outcome.lines(),
        "url": f"/workbook/import/?job={job.pk}",
    }
    if outcome.campaign:
        found |= {"campaign": outcome.campaign.pk, "name": outcome.campaign.name}
    return found
