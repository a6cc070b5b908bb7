"""The pages of a person's notices: what the system has told, and marking it as read."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.acts import act_of
from common.once import may_repeat
from units.queries import notices_of, unread_notices
from units.services import notices
from units.web import Request

NOTICES_A_PAGE = 20


@may_repeat
def notice_list(request: Request) -> HttpResponse:
    """What the system has told me, unread first; POST marks all as read."""
    now = timezone.now()
    if request.method == "POST":
        count = notices.mark_all_read(by=request.user, now=now)
        told = ngettext("%(count)s notice marked as read.", "%(count)s notices marked as read.", count)
        messages.success(request, told % {"count": count} if count else _("All notices were read already."))
        return redirect("notices")
    page = Paginator(notices_of(request.user), NOTICES_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "units/notices.html",
        {"page": page, "unread": unread_notices(request.user).count(), "now": now},
    )


@may_repeat
@act_of(lambda *_a, **_k: reverse("notices"))
def open_notice(request: Request, pk: int) -> HttpResponse:
    """Mark a notice of mine as read and go where it points."""
    notice = get_object_or_404(notices_of(request.user), pk=pk)
    notices.mark_read(notice=notice, by=request.user, now=timezone.now())
    inside = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if notice.url and inside else "notices")
