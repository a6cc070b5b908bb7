"""The editor of a scoring table: the tree, the form of a line, the check and its repairs, the trial on real figures."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.forms.criteria import CriterionForm
from campaigns.forms.line_steps import rows_wanted, with_gap_filled
from campaigns.models import Criterion, ScoringTable
from campaigns.queries.table_page import TablePage
from campaigns.queries.table_rulers import ruler
from campaigns.queries.table_trial import try_out
from campaigns.queries.table_words import words_of
from campaigns.scoring import registry
from campaigns.services import tables as services
from campaigns.services import trying
from campaigns.views.managing import attempt
from campaigns.views.tables.finding import attempted, edited, line_of, page_of, table_of, to_line, whole
from common.acts import act_of
from units.web import Request

METHODS = require_http_methods(["GET", "HEAD", "POST"])
#: Which closed figures the tables are tried on: kept while the person is signed in, so that every change shows at once.
TRIED_ON = "tables_tried_on"


@require_safe
def table(request: Request, pk: int) -> HttpResponse:
    """A version of a table; with `?line=` the form of a line, or its reading for who may not change it."""
    page = page_of(request, table_of(request, pk), whole(request.GET, "line"))
    form = None
    if page.shown is not None and page.may_edit:
        form = _form(page, page.shown.rule, shown=page.shown)
    return render(request, "campaigns/table.html", _context(request, page, form))


@METHODS
def line_new(request: Request, pk: int) -> HttpResponse:
    """Add a line: a group, or a leaf whose fields follow the rule that is chosen; `like` a line it begins as."""
    page = page_of(request, edited(request, pk))
    if request.method == "POST":
        return _sent(request, page, None)
    under = next((group for group in page.groups if group.pk == whole(request.GET, "under")), None)
    like = next((row for row in page.criteria if row.pk == whole(request.GET, "like")), under)
    rule = like.rule if like and not like.is_group else _rule(request.GET)
    begun = {
        "parent": under.pk if under else None,
        "nature": like.nature if like else CriterionForm.base_fields["nature"].initial,
        "code": page.next_code(under, is_group=rule == registry.GROUP),
    }
    return render(request, "campaigns/table.html", _context(request, page, _form(page, rule, initial=begun)))


@METHODS
def line_save(request: Request, pk: int) -> HttpResponse:
    """Change a line; opened without being sent it leads to the line in its table."""
    if request.method != "POST":
        line = get_object_or_404(Criterion, pk=pk)
        return to_line(table_of(request, line.table_id).pk, pk)
    shown = line_of(request, pk)
    return _sent(request, page_of(request, shown.table, pk), shown)


@act_of("line-save")
def line_move(request: Request, pk: int) -> HttpResponse:
    """Move a line up or down among those of its group; the button that was pressed keeps the focus."""
    shown = line_of(request, pk)
    up = request.POST.get("to") == "up"
    moved = partial(services.move_criterion, criterion=shown, up=up)
    name = {"name": shown.name}
    done, idle = _("“%(name)s” is moved.") % name, _("“%(name)s” stands at that end of its group.") % name
    if attempted(request, moved, done, idle=idle) is None:
        return to_line(shown.table_id, pk)
    # Without a mark of the line in the address: where there is one, browsers do not focus what asks for it.
    return redirect(f"{reverse('table', args=[shown.table_id])}?line={pk}&moved={'up' if up else 'down'}")


@act_of("table")
def table_repair(request: Request, pk: int) -> HttpResponse:
    """Do what the design check offers for a finding."""
    found = edited(request, pk)
    repaired = partial(services.repair_table, table=found, handle=request.POST.get("finding", ""))
    attempted(request, repaired, _("It is put right."), idle=_("The check does not find this any more."))
    line = whole(request.POST, "line")
    return to_line(pk, line) if line else redirect("table", pk)


def _rule(data: Any) -> str:
    """The rule that was chosen; the one of the workbook's example where none was."""
    rule = str(data.get("rule", ""))
    return rule if rule in registry.choices().values else registry.EXAMPLE


def _sent(request: Request, page: TablePage, shown: Criterion | None) -> HttpResponse:
    """Save what was sent; only show the form anew where another rule or more rows were asked for."""
    rule = _rule(request.POST)
    if "again" in request.POST or "more" in request.POST:
        form = _form(page, rule, shown=shown, initial=CriterionForm.typed(request.POST.dict()))
    else:
        form = _form(page, rule, shown=shown, data=with_gap_filled(request.POST))
        save = partial(services.save_line, table=page.table, criterion=shown, by=request.user)
        if form.is_valid():
            made = attempt(form, lambda: save(now=timezone.now(), **form.line()))
            if made is not None:
                return _saved(request, made)
    is_part = request.htmx and not request.htmx.history_restore_request
    name = "campaigns/table/form.html" if is_part else "campaigns/table.html"
    status = 422 if form.errors else 200
    return render(request, name, _context(request, page, form, shown=shown), status=status)


def _saved(request: Request, made: Criterion) -> HttpResponse:
    """To the line that was saved, or to the next one inside the same group, which begins like it."""
    messages.success(request, _("“%(name)s” is saved.") % {"name": made.name})
    if "next" not in request.POST:
        return to_line(made.table_id, made.pk)
    under = made.pk if made.is_group else made.parent_id or ""
    like = "" if made.is_group else f"&like={made.pk}"
    return redirect(f"{reverse('line-new', args=[made.table_id])}?under={under}{like}#line")


def _form(
    page: TablePage, rule: str, *, shown: Criterion | None = None, data: Any = None, initial: Any = None
) -> CriterionForm:
    """The form of a line under a rule; what was typed before stays where the new rule has the same field."""
    stored = CriterionForm.initial_of(shown) if shown is not None else {}
    steps = shown.steps.count() if shown is not None else 0
    typed = data if data is not None else initial or {}
    return CriterionForm(
        data,
        rule=rule,
        groups=page.groups,
        indicators=page.indicators,
        may_add=page.rights.manages,
        rows=rows_wanted(typed, steps),
        initial={**stored, **(initial or {})},
        auto_id="id_%s",
    )


def _context(
    request: Request, page: TablePage, form: CriterionForm | None, shown: Criterion | None = None
) -> dict[str, Any]:
    line = shown or page.shown
    leaf = line if line is not None and not line.is_group else None
    return {
        "table": page.table,
        "page": page,
        "line": page.head,
        "form": form,
        "shown": line,
        "moved_to": request.GET.get("moved", ""),
        "rules": [(code, rule.short, rule.label) for code, rule in registry.RULES.items()],
        "words": words_of(leaf) if leaf else "",
        "ruler": ruler(leaf) if leaf else [],
        "trial": try_out(leaf, request.GET) if leaf else None,
        **_trials(request, page.table),
    }


def _trials(request: Request, table: ScoringTable) -> dict[str, Any]:
    """The figures that the table may be tried on, and what it gives on those that were asked for last."""
    if "on" in request.GET:
        request.session[TRIED_ON] = request.GET["on"][:20]
    choices = trying.places(table, request.user, request.session.get(TRIED_ON, ""))
    chosen = next((choice for choice in choices if choice.is_chosen), None)
    return {"trials": choices, "moved": trying.run(table, chosen) if chosen else None}
