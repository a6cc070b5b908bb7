"""Long work: how far it is, what became of it, and once more when it failed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from common.acts import act_of
from units.queries import job_head, jobs_visible_to
from units.services import jobs
from units.web import Request


def job(request: Request, pk: int) -> HttpResponse:
    """The bar of a job and its outcome; htmx asks for the bar alone, and for the whole page once the job is over."""
    row = get_object_or_404(jobs_visible_to(request.user).select_related("created_by__person"), pk=pk)
    if request.htmx:
        if row.is_finished:
            return HttpResponseClientRefresh()
        return render(request, "partials/job.html", {"job": row})
    result = row.result if isinstance(row.result, dict) else {}
    onward = str(result.get("url", ""))
    faults = result.get("faults") if isinstance(result.get("faults"), list) else []
    context = {
        "job": row,
        "head": job_head(row, has_faults=bool(faults)),
        "onward": onward if url_has_allowed_host_and_scheme(onward, allowed_hosts=None) else "",
        "told": result.get("message", ""),
        "faults": faults,
        "warnings": result.get("warnings") if isinstance(result.get("warnings"), list) else [],
    }
    return render(request, "units/job.html", context)


@act_of("job")
def retry(request: Request, pk: int) -> HttpResponse:
    """Queue a failed job once more."""
    row = get_object_or_404(jobs_visible_to(request.user), pk=pk)
    if jobs.retry(job=row, by=request.user, now=timezone.now()):
        messages.success(request, _("The work has been asked for once more."))
    else:
        messages.info(request, _("This work has not failed; there is nothing to repeat."))
    return redirect("job", pk=row.pk)
