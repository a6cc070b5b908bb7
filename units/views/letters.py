"""Letters, as administrators see them: what waits and why, what could not be sent, and sending it again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from common.acts import act_of
from common.templatetags.look import vn
from units import letters as read
from units.choices import LetterState
from units.models import Letter
from units.permissions import require
from units.queries import people_reached
from units.scope import scope_of
from units.services import letters
from units.services.people import change_address
from units.web import Request

PER_PAGE = 25


def _require_administrator(request: Request) -> None:
    """Refuse anybody who administers no union today. Raises Refusal."""
    require(
        bool(scope_of(request.user).administered),
        _(
            "Only administrators see what was sent by mail. "
            "Please ask the administrator of your union, or of the one above it."
        ),
    )


@require_safe
def letter_list(request: Request) -> HttpResponse:
    """Letters to the people whose accounts I keep; searched, and filtered by where they stand."""
    _require_administrator(request)
    text, state = request.GET.get("q", "").strip()[:80], request.GET.get("state", "")
    state = state if state in LetterState else ""
    found = read.letter_list(request.user, state=state, text=text)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    full = urlencode({k: v for k, v in {"q": text, "state": state}.items() if v})
    context = {
        "page": page,
        "rows": read.letter_rows([letter.pk for letter in page]),
        "q": text,
        "state": state,
        "states": LetterState.choices,
        "stuck": read.stuck_letters(request.user).count(),
        "mail_server_set": read.mail_server_set(),
        "rest": f"&{urlencode({'q': text})}" if text else "",
        "query": f"{full}&" if full else "",
    }
    return render(request, "units/letters.html", context)


@act_of(lambda *_a, **_k: reverse("letters"))
def resend(request: Request, pk: int) -> HttpResponse:
    """Try one letter again at once."""
    letter = get_object_or_404(read.letters_visible_to(request.user), pk=pk)
    _tell(
        request,
        letters.resend(letters=Letter.objects.filter(pk=letter.pk), by=request.user, now=timezone.now()),
    )
    return redirect("letters")


@act_of("letters")
def resend_all(request: Request) -> HttpResponse:
    """Try every letter again that failed or waits after a fault."""
    _require_administrator(request)
    _tell(
        request, letters.resend(letters=read.stuck_letters(request.user), by=request.user, now=timezone.now())
    )
    return redirect("letters")


@act_of("account")
def address(request: Request, pk: int) -> HttpResponse:
    """Where letters to a person go from now on."""
    person = get_object_or_404(people_reached(request.user), pk=pk)
    try:
        change_address(
            person=person, email=request.POST.get("email", ""), by=request.user, now=timezone.now()
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The address of %(person)s is kept.") % {"person": person})
    return redirect("account", pk=pk)


def _tell(request: Request, count: int) -> None:
    if not count:
        messages.info(request, _("No letter waits to be sent again; look at the list as it is now."))
        return
    told = ngettext("%(count)s letter is sent again now.", "%(count)s letters are sent again now.", count)
    messages.success(request, told % {"count": vn(count, 0)})
