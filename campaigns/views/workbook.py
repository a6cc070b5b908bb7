"""The campaign workbook: in, out, and the empty one."""

import tempfile
from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.exports import XLSX
from campaigns.forms.workbook import WorkbookForm
from campaigns.imports import ask_import
from campaigns.models import Campaign
from campaigns.permissions import require, require_manage
from campaigns.queries.workbook import LATEST, importing_unions, imports_of
from campaigns.workbook.exporting import export_workbook, write_template
from common.request import id_in
from units.choices import JobState
from units.web import Request

#: An export of more bytes than this is kept on disk while it is sent.
IN_MEMORY = 8 * 1024 * 1024


def _require_importer(request: Request) -> None:
    require(
        importing_unions(request.user).exists(),
        _("Only staff of a federation may import a workbook. Please ask them."),
    )


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
    return _download(lambda file: export_workbook(campaign=campaign, target=file), f"{campaign.code}.xlsx")


@require_safe
def template(request: Request) -> HttpResponseBase:
    """The empty workbook: captions, an example in each sheet, and the allowed values."""
    _require_importer(request)
    return _download(write_template, "so-lieu-phong-trao-mau.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: Request) -> HttpResponse:
    """Send a workbook; a job reads it and its page shows how far it is. `?job=` shows what became of one."""
    _require_importer(request)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = WorkbookForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                job = ask_import(upload=form.cleaned_data["file"], by=request.user, now=timezone.now())
            except ValidationError as error:
                form.take(error)
            else:
                return redirect("job", pk=job.pk)
    number = id_in(request.GET.get("job", ""))
    imports = imports_of(request.user)
    outcome = get_object_or_404(imports, pk=number, state=JobState.DONE) if number else None
    context = {"form": form, "outcome": outcome, "imports": imports[:LATEST]}
    return render(request, "campaigns/import.html", context, status=422 if form.errors else 200)
