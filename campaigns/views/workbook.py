"""The campaign workbook: in, out, and the empty one."""

import tempfile
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.exports import XLSX
from campaigns.forms.workbook import ApplyForm, WorkbookForm
from campaigns.imports import apply_plan, ask_import, require_importer
from campaigns.models import Campaign
from campaigns.permissions import require_manage
from campaigns.queries.workbook import LATEST, imports_of, plan_page
from campaigns.workbook.exporting import export_workbook, write_template
from common.request import id_in
from units.choices import JobState
from units.models import Job
from units.web import Request

#: An export of more bytes than this is kept on disk while it is sent.
IN_MEMORY = 8 * 1024 * 1024


def _download(write: Any, name: str) -> FileResponse:
    """A workbook as a download; the temporary file goes when it is sent."""
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 the response closes it
    write(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


@require_safe
def export(request: Request, pk: int) -> HttpResponseBase:
    """A campaign's workbook, for the staff of the federation that launches it."""
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user).select_related("owner"), pk=pk)
    require_manage(request.user, campaign)

    def write(file: IO[bytes]) -> None:
        export_workbook(campaign=campaign, target=file, by=request.user, now=timezone.now())

    return _download(write, f"{campaign.code}.xlsx")


@require_safe
def template(request: Request) -> HttpResponseBase:
    """The empty workbook: captions, an example in each sheet, and the allowed values."""
    require_importer(request.user)
    return _download(write_template, "so-lieu-phong-trao-mau.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: Request) -> HttpResponse:
    """Send a workbook, look at what it would change, apply that.

    `?job=` shows the plan or the outcome that a job has made, or how far it is; there its plan is applied.
    """
    require_importer(request.user)
    imports = imports_of(request.user)
    number = id_in(request.GET.get("job", ""))
    job = get_object_or_404(imports, pk=number) if number else None
    if request.method == "POST" and "plan" in request.POST and job is not None:
        return _apply(request, job)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_import(upload=form.cleaned_data["file"], by=request.user, now=timezone.now())
        except ValidationError as error:
            form.take(error)
        else:
            return _to(asked)
    return _page(request, job, form)


def _apply(request: Request, job: Job) -> HttpResponse:
    """Apply the plan of a job as it was seen."""
    asked = {"asks": bool(job.result.get("asks")), "confirms": bool(job.result.get("confirms"))}
    form = ApplyForm(request.POST, **asked)
    if form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "plan"}
        seen, now = form.cleaned_data["plan"], timezone.now()
        try:
            applied = apply_plan(job=job, seen=seen, by=request.user, now=now, **given)
        except ValidationError as error:
            form.take(error)
        else:
            return _to(applied)
    return _page(request, job, WorkbookForm(), form)


def _to(job: Job) -> HttpResponse:
    return redirect(f"{reverse('import')}?job={job.pk}")


def _page(
    request: Request, job: Job | None, form: WorkbookForm, applying: ApplyForm | None = None
) -> HttpResponse:
    plan = plan_page(job, request.GET.get("sheet", ""), request.GET.get("page", "")) if job else None
    if plan is not None and plan.awaits and applying is None:
        asked = {"asks": plan.asks > 0, "confirms": bool(plan.confirms)}
        applying = ApplyForm(initial={"plan": plan.digest}, **asked)
    done = job is not None and job.state == JobState.DONE
    context = {
        "form": form,
        "job": None if done else job,
        "outcome": job if done else None,
        "plan": plan,
        "applying": applying,
        "imports": imports_of(request.user)[:LATEST],
    }
    faulty = form.errors or (applying is not None and applying.errors)
    return render(request, "campaigns/import.html", context, status=422 if faulty else 200)
