"""Asking for the plan of a workbook, and for that plan to be applied."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.permissions import require
from campaigns.queries.workbook import KIND, PLAN_KIND, importing_unions
from common.errors import Conflict, fault, worded
from common.workbook.archive import check_archive
from units.models import Job, User
from units.services import audit, jobs
from units.services.documents import received

#: What a reason holds, as that of a target.
LONGEST_REASON = 300


def require_importer(user: User) -> None:
    """Refuse whoever acts for no union that could launch campaigns. Raises Refusal."""
    only = _("Only staff of a federation may import a workbook. Please ask them.")
    require(importing_unions(user).exists(), only)


def ask_import(*, upload: UploadedFile, by: User, now: datetime) -> Job:
    """Keep the file and ask what it would change; nobody but the sender reads either.

    Raises ValidationError for what is no plain workbook, Refusal for who may not.
    """
    require_importer(by)
    check_archive(upload)
    upload.seek(0)
    union = importing_unions(by)[0]
    kept = received(upload=upload, union=union, by=by, now=now, private=True)
    with kept as document, transaction.atomic():
        document.save()
        told = {"name": document.name, "sha256": document.sha256}
        audit.record(verb="plan_workbook", subject=document, by=by, now=now, **told)
        return jobs.enqueue(
            kind=PLAN_KIND, key=f"plan:{document.pk}", by=by, now=now, document_id=document.pk
        )


@transaction.atomic
def apply_plan(
    *, job: Job, seen: str, by: User, now: datetime, reason: str = "", confirmed: bool = False
) -> Job:
    """Ask for the plan that a job has made to be applied; a second time gives the same job.

    `seen` is the digest of the plan on the page. Raises ValidationError without the reason that the plan asks for,
    and without a yes to what it asks about; Conflict for another plan than the one seen,
    Refusal for anybody but its asker and for who may import no more.
    """
    require_importer(by)
    require(job.created_by_id == by.pk, _("Only who sent the workbook may apply its plan."))
    plan = job.result.get("plan") or {}
    if not plan.get("sheets") or plan["digest"] != seen:
        raise Conflict(_("This plan can no longer be applied. Please send the workbook once more."))
    missing = _("Please say why these changes are made.") if job.result["asks"] else ""
    reason = worded(reason, name="reason", most=LONGEST_REASON, missing=missing)
    if job.result.get("confirms") and not confirmed:
        raise fault("confirmed", _("Please tick the box if this is meant."))
    asked = {"document_id": job.args["document_id"], "agreed": seen, "reason": reason}
    asked |= {"confirmed": confirmed}
    return jobs.enqueue(kind=KIND, key=f"import:{job.pk}", by=by, now=now, **asked)
