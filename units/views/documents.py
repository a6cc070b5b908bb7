"""Downloads of uploaded files."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from units.models import Document
from units.permissions import may_read_document
from units.web import Request


@require_safe
def document(request: Request, pk: int) -> FileResponse:
    """A file as it was uploaded, under the name it was given.

    The browser always saves it and never shows it: an upload must not act as a page of this site.
    """
    found = get_object_or_404(Document, pk=pk)
    if not may_read_document(request.user, found):
        raise Http404
    try:
        content = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404(_("The file is missing from the archive. Please tell the administrator.")) from error
    response = FileResponse(
        content, as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
