"""Next year's campaign from an earlier one: a draft with all that is carried from year to year, and nothing else."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.choices import ContentKind
from campaigns.models import Campaign, Content, Indicator, Participant, Phase, ScoringTable
from campaigns.permissions import require_manage
from campaigns.queries.cloning import ClonePlan, Dates, PhasePlan, YearPlan, clone_faults, clone_plan
from campaigns.rules import same_day_later, year_replaced
from campaigns.services.bulk import write_rows
from campaigns.services.campaigns import add_phase, create_campaign, make_year
from campaigns.services.campaigns.editing import INDICATOR_FIELDS
from campaigns.services.stages import carry_stages
from campaigns.services.tables import carry_tables
from common.errors import Conflict
from units.actors import Actor, System
from units.services import audit

#: What of a campaign's description is carried as it is; code, name, theme, legal basis and year are given.
CARRIED = ("kind", "is_sample", "pledged_targets", "counts_from", "final_waits", "ranks_across")


@transaction.atomic
def clone_campaign(
    *,
    source: Campaign,
    code: str,
    name: str,
    year: int,
    by: Actor,
    now: datetime,
    theme: str = "",
    legal_basis: str = "",
    dates: Dates | None = None,
    past_agreed: bool = False,
    newcomers: bool = False,
    seen: str = "",
) -> Campaign:
    """Prepare a campaign of `year` from an earlier one of the same federation, all or nothing.

    Carried: description, launch plan, indicators, one version of each scoring table (as a draft), phases, years with
    their parts, and the participants as tree and clusters are on the first day of each phase (`queries/cloning`).
    Never: targets, pledges, figures, points, standings, titles, facts. `dates` are the phases' names and dates by the
    id of the earlier one, whole years later where nothing is given. With `newcomers` members of the clusters that took
    no part take part too. `seen` is the digest of the plan on the page.

    Raises Refusal for anybody but the federation's staff; Conflict for another plan than the one seen; ValidationError
    for a code in use, and for dates that do not fit or have passed, at `<id of the earlier phase>.<field>`; days
    covered that have passed are taken with `past_agreed`.
    """
    require_manage(by, source)
    plan = plan_for(source, year=year, by=by, now=now, dates=dates)
    if seen and seen != plan.digest:
        raise Conflict(
            _("What would be made is no longer what the page showed. Nothing was made; please look again.")
        )
    campaign = create_campaign(
        code=code, name=name, year=year, owner=source.owner, by=by, now=now, theme=theme,
        legal_basis=legal_basis, parent=plan.parent, **{field: getattr(source, field) for field in CARRIED},
    )  # fmt: skip
    _carry_contents(source, campaign)
    _carry_indicators(source, campaign)
    names = {table.pk: year_replaced(table.name, source.year, year) for table in plan.tables}
    tables = carry_tables(tables=plan.tables, campaign=campaign, names=names, by=by, now=now)
    by_code = {table.code: table for table in tables.values()}
    phases = _carry_phases(plan, campaign, past_agreed=past_agreed, by=by, now=now)
    rows = [
        row for phase in plan.phases for row in _places(plan, phase, phases, by_code, newcomers=newcomers)
    ]
    write_rows(model=Participant, new=rows, edits={}, verb="enrol", campaign=campaign, by=by, now=now)
    _carry_years(plan, campaign, phases, by_code, by=by, now=now)
    _record(plan, campaign, rows, by=by, now=now)
    return campaign


def plan_for(
    source: Campaign, *, year: int, by: Actor, now: datetime, dates: Dates | None = None
) -> ClonePlan:
    """The plan as this person would make it."""
    visible = Campaign.objects.all() if isinstance(by, System) else Campaign.objects.visible_to(by)
    return clone_plan(source, year=year, now=now, visible=visible, typed=dates)


def _carry_contents(source: Campaign, campaign: Campaign) -> None:
    """The launch plan; an anniversary keeps its words, since it may be of that year alone."""
    years = campaign.year - source.year
    Content.objects.bulk_create(
        Content(
            campaign=campaign, kind=row.kind, sector=row.sector, subject=row.subject, order=row.order,
            text=row.text if row.kind == ContentKind.OCCASION else year_replaced(row.text, source.year, campaign.year),
            day=same_day_later(row.day, years) if row.day else None,
        )
        for row in source.contents.all()
    )  # fmt: skip


def _carry_indicators(source: Campaign, campaign: Campaign) -> None:
    Indicator.objects.bulk_create(
        Indicator(
            campaign=campaign, code=row.code, **{field: getattr(row, field) for field in INDICATOR_FIELDS}
        )
        for row in source.indicators.all()
    )


def _carry_phases(
    plan: ClonePlan, campaign: Campaign, *, past_agreed: bool, by: Actor, now: datetime
) -> dict[int, Phase]:
    """The phases with figures, by the ids of the earlier ones.

    Raises ValidationError for all that is wrong with their dates, and for what is in the past of a year.
    """
    made: dict[int, Phase] = {}
    faults: dict[str, list[str]] = {}
    wanted: list[PhasePlan | YearPlan] = [*plan.phases, *(year for year in plan.years if year.is_made)]
    for each in wanted:
        wrong = clone_faults(each.source, each.dates, now, past_agreed=past_agreed)
        faults |= {f"{each.source.pk}.{field}": [said] for field, said in wrong.items()}
        if wrong or isinstance(each, YearPlan):
            continue
        try:
            phase = add_phase(campaign=campaign, by=by, now=now, **_phase_fields(each, campaign.year))
            carry_stages(each.source, phase)
            made[each.source.pk] = phase
        except ValidationError as error:
            faults |= _placed(each.source, error)
    if faults:
        raise ValidationError(faults)
    return made


def _phase_fields(plan: PhasePlan, year: int) -> dict[str, Any]:
    old, new = plan.source, plan.dates
    theme = year_replaced(old.theme, old.campaign.year, year)
    return {
        "number": old.number, "name": new.name, "theme": theme, "sector": old.sector, "period_from": new.period_from,
        "period_to": new.period_to, "review_day": new.review_day, "entry_opens_at": new.entry_opens_at,
        "entry_closes_at": new.entry_closes_at, "target_share": old.target_share,
        "remind_days": old.remind_days,
    }  # fmt: skip


def _placed(phase: Phase, error: ValidationError) -> dict[str, list[str]]:
    """The faults of one phase under its id."""
    return {f"{phase.pk}.{field}": said for field, said in error.message_dict.items()}


def _places(
    plan: ClonePlan,
    phase: PhasePlan,
    phases: Mapping[int, Phase],
    tables: Mapping[str, ScoringTable],
    *,
    newcomers: bool,
) -> list[Participant]:
    """The participants of one phase."""
    places = [*phase.unions.places, *(phase.unions.newcomers if newcomers else ())]
    return [
        Participant(
            phase=phases[phase.source.pk], union_id=place.union, cluster_id=place.cluster, sector=place.sector,
            table=tables[plan.codes[place.table]] if place.table else None,
        )
        for place in places
    ]  # fmt: skip


def _carry_years(
    plan: ClonePlan,
    campaign: Campaign,
    phases: Mapping[int, Phase],
    tables: Mapping[str, ScoringTable],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """The years over the new phases. Raises ValidationError at the earlier year's id."""
    for year in plan.years:
        if not year.is_made:
            continue
        parts = [(phases[pk], weight) for pk, weight in year.parts] + year.beside
        dates, old = year.dates, year.source
        try:
            made = make_year(
                campaign=campaign, name=dates.name, parts=parts, closes_at=dates.entry_closes_at, joins=old.joins,
                review_day=dates.review_day, table=tables[plan.codes[old.table_id]] if old.table_id else None,
                number=old.number, by=by, now=now,
            )  # fmt: skip
            carry_stages(old, made)
        except ValidationError as error:
            known = {"closes_at": "entry_closes_at"}
            raise ValidationError(
                {f"{old.pk}.{known.get(f, f)}": said for f, said in error.message_dict.items()}
            ) from error


def _record(
    plan: ClonePlan, campaign: Campaign, rows: list[Participant], *, by: Actor, now: datetime
) -> None:
    """One event says from which campaign this was made, how much, and who was left out."""
    audit.record(
        verb="clone_campaign",
        subject=campaign,
        by=by,
        now=now,
        source=plan.source.code,
        phases=len(plan.phases),
        indicators=plan.indicators,
        tables=[table.code for table in plan.tables],
        participants=len(rows),
        left=sorted({said.name for phase in plan.phases for said in phase.unions.left}),
    )
