"""The jobs of imports: each acts as its asker, by the rights that the asker has when it runs."""

import hashlib
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.imports.asking import require_importer
from campaigns.imports.outcome import Outcome
from campaigns.imports.taking import import_workbook
from campaigns.permissions import require
from campaigns.queries.workbook import KIND, PLAN_KIND
from units.models import Document, User
from units.services import jobs


@jobs.handles(PLAN_KIND, private=True)
def run_plan(running: jobs.Running) -> dict[str, Any]:
    """Find what a workbook would change; nothing is written."""
    return _run(running, check_only=True, reason=None, confirmed=None)


@jobs.handles(KIND, private=True)
def run_import(running: jobs.Running) -> dict[str, Any]:
    """Apply the plan that somebody said yes to; run twice it changes nothing the second time."""
    args = running.args
    given = {"reason": args["reason"], "agreed": args["agreed"], "confirmed": args.get("confirmed", False)}
    return _run(running, **given, clock=timezone.now, hold=running.hold)


def _run(running: jobs.Running, **how: Any) -> dict[str, Any]:
    by, document = running.by, Document.objects.get(pk=running.args["document_id"])
    assert isinstance(by, User), "imports are asked for by people"
    require(by.is_active, _("Your account is closed. Please ask your administrator."))
    require_importer(by)
    with document.file.open("rb") as file:
        _require_same(file, document)
        outcome: Outcome = import_workbook(file=file, by=by, now=timezone.now(), progress=running.step, **how)
    return outcome.as_json() | {"url": f"/workbook/import/?job={running.job.pk}"}


def _require_same(file: Any, document: Document) -> None:
    """The stored file is the one that was sent."""
    same = hashlib.file_digest(file, "sha256").hexdigest() == document.sha256
    require(
        same, _("The stored file is no longer the one that was sent. Please send the workbook once more.")
    )
    file.seek(0)
