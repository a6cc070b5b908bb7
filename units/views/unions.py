"""The organisation as of a date (mô hình tổ chức): the tree, a search, one union."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from common.forms import AsOfForm
from units import directory
from units.choices import Line
from units.models import Affiliation
from units.permissions import administers, may_keep
from units.web import Request

PER_PAGE = 50
#: As many holders of posts stand beside the unions below.
HOLDERS = 20


@require_safe
def union_list(request: Request) -> HttpResponse:
    """The tree as of a day: the unions directly below one, or those at the top; or what a search finds."""
    today = timezone.localdate()
    as_of = AsOfForm(request.GET.get("day"))
    day = as_of.chosen or today
    asked = request.GET.get("line", "")
    line = asked if asked in Line.values else Line.TERRITORY
    text = request.GET.get("q", "").strip()[:80]
    number = request.GET.get("page")
    kept = {
        "day": day.isoformat() if day != today else "",
        "line": line if line != Line.TERRITORY else "",
    }
    context: dict[str, Any] = {"day": day, "today": today, "line": line, "q": text}
    context["as_of"] = as_of.showing(day)
    if text:
        kept["q"] = text
        context["page"] = Paginator(directory.found_unions(request.user, text), PER_PAGE).get_page(number)
        places = directory.places_by_union(context["page"].object_list, day, line=line)
        context["found"] = [(u, places.get(u.pk)) for u in context["page"].object_list]
    else:
        opened = request.GET.get("under", "")
        wanted = int(opened) if opened.isdecimal() and len(opened) < 19 else None
        chain = [] if opened == "top" else directory.chain_to_open(request.user, wanted, day, line=line)
        if opened and opened != "top":
            kept["under"] = opened
        rows = (
            directory.places_on(request.user, day, line=line).filter(parent=chain[-1])
            if chain
            else directory.top_places(request.user, day, line=line)
        )
        context |= {"chain": chain, "page": Paginator(rows, PER_PAGE).get_page(number)}
    context["has_lines"] = Affiliation.objects.filter(line=Line.SECTOR).exists()
    rest = urlencode({k: v for k, v in kept.items() if v})
    links = urlencode({k: v for k, v in kept.items() if v and k not in ("under", "q")})
    context |= {"query": f"{rest}&" if rest else "", "links": f"&{links}" if links else ""}
    return render(request, "units/units.html", context)


@require_safe
def union(request: Request, pk: int) -> HttpResponse:
    """One union as of a day: what stands above and below it, who holds its posts, its clusters, its history."""
    today = timezone.localdate()
    found = get_object_or_404(directory.visible_unions(request.user), pk=pk)
    as_of = AsOfForm(request.GET.get("day"))
    day = as_of.chosen or today
    asked = request.GET.get("line", "")
    line = asked if asked in Line.values else Line.TERRITORY
    rows = directory.places_on(request.user, day, line=line).filter(parent=found)
    chain = directory.chain_of(request.user, found, day, line=line)
    kept = {"day": day.isoformat() if day != today else "", "line": line if line != Line.TERRITORY else ""}
    rest = urlencode({k: v for k, v in kept.items() if v})
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    holders = Paginator(directory.holders_on(found, day), HOLDERS).get_page(request.GET.get("posts"))
    memberships = directory.memberships_of(found)
    is_bare = not (
        holders.object_list or page.object_list or memberships
    )  # it may have been entered by mistake
    context = {
        "union": found,
        "keeps": is_bare and may_keep(request.user, found),
        "day": day,
        "as_of": as_of.showing(day),
        "today": today,
        "chain": chain[:-1],
        "page": page,
        "administers": administers(request.user, found),
        "headcount": directory.headcount_card(request.user, found, day),
        "holders": holders,
        "memberships": memberships,
        "places": directory.places_of(found, today),
        "seen": set(directory.visible_clusters(request.user).values_list("pk", flat=True)),
        "query": f"{rest}&" if rest else "",
        "links": f"?{rest}" if rest else "",
    }
    return render(request, "units/unit.html", context)
