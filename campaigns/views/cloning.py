"""Next year's campaign from an earlier one: the plan on one page, with every date to be changed; then the draft."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.forms.cloning import ClonedPhaseForm, CloneForm, CloneYearForm
from campaigns.models import Campaign
from campaigns.permissions import require_manage
from campaigns.queries import cloning as reads
from campaigns.services.cloning import clone_campaign, plan_for
from campaigns.views.managing import attempt, campaign_of, sent
from units.web import Request


class ClonePage:
    """The plan for one year, as it was typed where it was, and the forms that hold it."""

    def __init__(self, request: Request, source: Campaign) -> None:
        self.request, self.source, self.now = request, source, timezone.now()
        asked = CloneYearForm({"year": request.GET["year"]} if "year" in request.GET else None)
        self.year = asked.cleaned_data["year"] if asked.is_valid() else self.usual_year
        # An answer in the address is kept in its box; what is no year comes back with its fault.
        self.asking = asked if asked.errors else CloneYearForm(initial={"year": self.year})

    @cached_property
    def usual_year(self) -> int:
        """The next year in which no deadline would have passed."""
        return reads.next_year(self.source, self.source.phases.all(), self.now)

    def _plan(self, typed: reads.Dates | None = None) -> reads.ClonePlan:
        return plan_for(self.source, year=self.year, by=self.request.user, now=self.now, dates=typed)

    @cached_property
    def proposed(self) -> reads.ClonePlan:
        """Everything whole years later."""
        return self._plan()

    @cached_property
    def phases(self) -> list[ClonedPhaseForm]:
        """A form for each phase that is made."""
        made: list[reads.PhasePlan | reads.YearPlan] = [
            *self.proposed.phases,
            *(year for year in self.proposed.years if year.is_made),
        ]
        return [
            ClonedPhaseForm(sent(self.request), source=p.source, initial=ClonedPhaseForm.shown(p.dates))
            for p in made
        ]

    @cached_property
    def typed(self) -> dict[int, Any]:
        """The dates as they were typed, by the id of the earlier phase; empty where nothing was, or some cannot be."""
        if self.request.method != "POST" or not all([form.is_valid() for form in self.phases]):
            return {}
        return {form.source.pk: form.typed for form in self.phases}

    @cached_property
    def plan(self) -> reads.ClonePlan:
        """The plan with the dates that were typed."""
        return self._plan(self.typed) if self.typed else self.proposed

    @cached_property
    def form(self) -> CloneForm:
        """The form of the campaign itself."""
        today = timezone.localdate(self.now)
        return CloneForm(
            sent(self.request),
            initial=reads.campaign_words(self.source, self.year),
            has_newcomers=bool(self.plan.newcomers),
            has_past=any(phase.dates.period_to < today for phase in self.plan.phases),
        )

    def make(self) -> Campaign | None:
        """Make the campaign; None when a form says why not."""
        if not all([self.form.is_valid(), self.typed or not self.phases]):
            return None
        act = partial(
            clone_campaign, source=self.source, year=self.year, dates=self.typed, by=self.request.user, now=self.now,
            seen=self.request.POST.get("seen", ""), **self.form.cleaned_data,
        )  # fmt: skip
        made = attempt(_Placing(self.form, self.phases), act)  # type: ignore[arg-type]
        if made is None:
            self.plan = self._plan(self.typed)  # as it is by now
        return made


class _Placing:
    """Puts the faults of a plan to the forms that they are about: `12.entry_closes_at` to the form of phase 12."""

    def __init__(self, form: CloneForm, phases: list[ClonedPhaseForm]) -> None:
        self.form, self.phases = form, {str(each.source.pk): each for each in phases}

    def take(self, error: ValidationError) -> None:
        """Show each fault at its field."""
        faults = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
        for place, errors in faults.items():
            phase, _dot, field = place.rpartition(".")
            form = self.phases.get(phase, self.form)
            form.take(ValidationError({field: errors}))

    def add_error(self, field: str | None, message: str) -> None:
        """A fault of the whole."""
        self.form.add_error(field, message)


@require_http_methods(["GET", "HEAD", "POST"])
def clone(request: Request, pk: int) -> HttpResponse:
    """Show what next year's campaign would be, with `?year=` of another year; then prepare it as a draft."""
    source = campaign_of(request, pk)
    require_manage(request.user, source)
    page = ClonePage(request, source)
    if request.method == "POST" and (made := page.make()) is not None:
        said = _("“%(name)s” is prepared. Please look it through, then launch it.")
        messages.success(request, said % {"name": made.name})
        return redirect("campaign", pk=made.pk)
    faulty = request.method == "POST"
    twin = Campaign.objects.visible_to(request.user).filter(code=page.form["code"].value() or "").first()
    context = {
        "campaign": source,
        "page": page,
        "plan": page.plan,
        "form": page.form,
        "twin": twin,
        "phases": page.phases,
        "made": list(reads.carried_lines(page.plan)),
        "left": list(reads.left_lines(page.plan)),
        "to_do": list(reads.to_see_to(page.plan)),
    }
    return render(request, "campaigns/clone.html", context, status=422 if faulty else 200)
