"""The editor of a scoring table: the tree, the form of a line, the check, the trial on real figures."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.forms.criteria import CriterionForm, rows_wanted
from campaigns.models import Criterion, ScoringTable
from campaigns.queries import table_page as query
from campaigns.scoring import registry
from campaigns.services import tables as services
from campaigns.services import trying
from campaigns.views.managing import attempt
from campaigns.views.tables.finding import edited, line_of, table_of, to_line, whole
from common.acts import act_of
from units.web import Request

METHODS = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def table(request: Request, pk: int) -> HttpResponse:
    """A version of a table; with `?line=` the form of a line, or its reading for who may not change it."""
    found = table_of(request, pk)
    page = query.TablePage(found, request.user, whole(request.GET, "line"))
    form = None
    if page.shown is not None and page.may_edit:
        form = _form(page, page.shown.rule, shown=page.shown)
    return render(request, "campaigns/table.html", _context(request, page, form))


@METHODS
def line_new(request: Request, pk: int) -> HttpResponse:
    """Add a line: a group, or a leaf whose fields follow the rule that is chosen."""
    found = edited(request, pk)
    page = query.TablePage(found, request.user)
    if request.method != "POST":
        rule = request.GET.get("rule", "")
        form = _form(page, rule if rule in registry.choices().values else registry.EXAMPLE)
        form.initial["parent"] = whole(request.GET, "under")
        return render(request, "campaigns/table.html", _context(request, page, form))
    return _sent(request, page, None)


@METHODS
def line_save(request: Request, pk: int) -> HttpResponse:
    """Change a line; opened without being sent it leads to the line in its table."""
    shown = line_of(request, pk)
    if request.method != "POST":
        return to_line(shown.table_id, pk)
    return _sent(request, query.TablePage(shown.table, request.user, pk), shown)


@act_of("line-save")
def line_move(request: Request, pk: int) -> HttpResponse:
    """Move a line up or down among those of its group."""
    shown = line_of(request, pk)
    services.move_criterion(
        criterion=shown, up=request.POST.get("to") == "up", by=request.user, now=timezone.now()
    )
    return to_line(shown.table_id, pk)


def _sent(request: Request, page: query.TablePage, shown: Criterion | None) -> HttpResponse:
    """Save what was sent; only show the form anew where another rule or more rows were asked for."""
    rule = request.POST.get("rule", "")
    rule = rule if rule in registry.choices().values else registry.EXAMPLE
    if "again" in request.POST or "more" in request.POST:
        form = _form(page, rule, shown=shown, initial=request.POST.dict())
    else:
        form = _form(page, rule, shown=shown, data=request.POST)
        save = partial(services.save_line, table=page.table, criterion=shown, by=request.user)
        if form.is_valid():
            made = attempt(form, lambda: save(now=timezone.now(), **form.line()))
            if made is not None:
                messages.success(request, _("“%(name)s” is saved.") % {"name": made.name})
                return to_line(page.table.pk, made.pk)
    partial_page = request.htmx and not request.htmx.history_restore_request
    name = "campaigns/table/form.html" if partial_page else "campaigns/table.html"
    status = 422 if form.errors else 200
    return render(request, name, _context(request, page, form, shown=shown), status=status)


def _form(
    page: query.TablePage, rule: str, *, shown: Criterion | None = None, data: Any = None, initial: Any = None
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
        rows=rows_wanted(typed, steps),
        initial={**stored, **(initial or {})},
        auto_id="id_%s",
    )


def _context(
    request: Request, page: query.TablePage, form: CriterionForm | None, shown: Criterion | None = None
) -> dict[str, Any]:
    line = shown or page.shown
    leaf = line if line is not None and not line.is_group else None
    roles = {read.role for read in leaf.inputs.all()} if leaf else set()
    context = {
        "table": page.table,
        "page": page,
        "line": page.head,
        "form": form,
        "shown": line,
        "rules": [(code, rule.short) for code, rule in registry.RULES.items()],
        "words": query.words_of(leaf) if leaf else "",
        "ruler": query.ruler(leaf) if leaf else [],
        "trial": query.try_out(leaf, request.GET) if leaf else None,
        "shown_target": bool(leaf) and bool(registry.target_kind(leaf.rule, leaf.params)) if leaf else False,
        "shown_base": "base" in roles,
    }
    return context | _trials(request, page.table)


def _trials(request: Request, table: ScoringTable) -> dict[str, Any]:
    """The figures that the table may be tried on, and what it gives on those that were asked for."""
    choices = trying.places(table, request.user, request.GET.get("on", ""))
    chosen = next((choice for choice in choices if choice.is_chosen), None)
    return {"trials": choices, "moved": trying.run(table, chosen) if chosen else None}
