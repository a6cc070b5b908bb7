"""What goes when something of a campaign in preparation is removed."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaigns.models import (
    Band,
    BandCondition,
    Campaign,
    Content,
    Criterion,
    CriterionInput,
    Downgrade,
    Indicator,
    Participant,
    Phase,
    PhaseReminder,
    Pledge,
    Result,
    ScoringTable,
    Signature,
    Stage,
    Step,
    Target,
    TieBreak,
    WindowMove,
    YearPart,
)
from common.removal import Removal

#: What hangs on a scoring table, each behind what it hangs on.
OF_A_TABLE = (
    Criterion.table, CriterionInput.criterion, Step.criterion, Band.table, BandCondition.band, Downgrade.table,
    TieBreak.table,
)  # fmt: skip


def _otherwise() -> str:
    return _("Please remove that first, or leave it as it is.")


def removal_of_campaign(campaign: Campaign) -> Removal:
    """A draft with all that was entered for it."""
    parts = (
        ScoringTable.campaign, Phase.campaign, Content.campaign, Indicator.campaign, Pledge.campaign, Participant.phase,
        YearPart.year, Stage.phase, WindowMove.phase, PhaseReminder.phase, Target.indicator, *OF_A_TABLE,
        Signature.pledge, Result.participant,
    )  # fmt: skip
    entered = _entered(participant__phase__campaign=campaign)
    return Removal(
        Campaign.objects.filter(pk=campaign.pk), parts=parts, unless=entered, otherwise=_otherwise()
    )


def _entered(**where: Any) -> list[tuple[str, QuerySet[Result]]]:
    """Figures that somebody has entered: they do not go with their empty sheet."""
    return [(_("entered figure"), Result.objects.filter(version__gt=0, **where))]


def removal_of_phase(phase: Phase) -> Removal:
    """A phase in preparation, or a year, with its participants."""
    parts = (
        Participant.phase, YearPart.year, Stage.phase, WindowMove.phase, PhaseReminder.phase, Result.participant,
    )  # fmt: skip
    return Removal(
        Phase.objects.filter(pk=phase.pk),
        parts=parts,
        unless=_entered(participant__phase=phase),
        otherwise=_otherwise(),
    )


def removal_of_participant(participant: Participant) -> Removal:
    """A union's part in a phase in preparation; its targets are the campaign's and stay."""
    entered = _entered(participant=participant)
    return Removal(
        Participant.objects.filter(pk=participant.pk),
        parts=(Result.participant,),
        unless=entered,
        otherwise=_otherwise(),
    )


def removal_of_content(content: Content) -> Removal:
    """A line of the launch plan."""
    return Removal(Content.objects.filter(pk=content.pk), otherwise=_otherwise())


def removal_of_indicator(indicator: Indicator) -> Removal:
    """An indicator with the empty rows that await its figures."""
    return Removal(
        Indicator.objects.filter(pk=indicator.pk),
        parts=(Result.indicator,),
        unless=_entered(indicator=indicator),
        otherwise=_otherwise(),
    )


def removal_of_criterion(criterion: Criterion) -> Removal:
    """A criterion with the criteria below it, and what these read."""
    below: dict[int | None, list[int]] = {}
    for pk, parent in Criterion.objects.filter(table=criterion.table_id).values_list("pk", "parent_id"):
        below.setdefault(parent, []).append(pk)
    wanted = [criterion.pk]
    for pk in wanted:
        wanted += below.get(pk, [])
    return Removal(
        Criterion.objects.filter(pk__in=wanted),
        parts=(CriterionInput.criterion, Step.criterion),
        otherwise=_otherwise(),
    )


def removal_of_table(table: ScoringTable) -> Removal:
    """A draft of a scoring table with its lines and bands."""
    return Removal(ScoringTable.objects.filter(pk=table.pk), parts=OF_A_TABLE, otherwise=_otherwise())


def removal_of_band(band: Band) -> Removal:
    """A band with its conditions."""
    return Removal(Band.objects.filter(pk=band.pk), parts=(BandCondition.band,), otherwise=_otherwise())


def removal_of_downgrade(downgrade: Downgrade) -> Removal:
    """A downgrade."""
    return Removal(Downgrade.objects.filter(pk=downgrade.pk), otherwise=_otherwise())


def removal_of_tie_break(tie_break: TieBreak) -> Removal:
    """A key among equals."""
    return Removal(TieBreak.objects.filter(pk=tie_break.pk), otherwise=_otherwise())
