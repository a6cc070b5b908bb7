"""A figure beside the row that is stored: what it leaves as it is, whether it changes it, and how both are told."""

from datetime import date

from django.utils.translation import gettext as _

from campaigns.choices import IndicatorKind, ResultState
from campaigns.explanations import figure_text
from campaigns.rules import day_of_value, stage_on
from campaigns.services.results.figures import Figure, day_fault
from campaigns.services.results.stored import Stored
from common.text import format_figure


def audit_text(row: Stored | Figure, kind: str) -> str:
    """A figure for the audit event: its value, of a milestone with its stage, or the code of its state."""
    if row.state != ResultState.REPORTED:
        return row.state
    return f"{figure_text(row.value, kind=kind)} {row.stage or ''}".strip()


def figure_told(row: Stored | Figure, kind: str) -> str:
    """A figure for a person: its value, or its state or its yes or no in words."""
    if kind == IndicatorKind.YES_NO and row.state == ResultState.REPORTED:
        return f"“{_('Yes') if row.value else _('No')}”"
    if row.state != ResultState.REPORTED:
        return f"“{ResultState(row.state).label}”"
    is_day = kind == IndicatorKind.MILESTONE and row.value is not None and not day_fault(row.value)
    return figure_text(row.value, kind=kind, stage=row.stage) if is_day else format_figure(row.value)


def completed(figure: Figure, row: Stored, today: date) -> Figure:
    """The figure, with what it does not say (note, day, mark of an estimate) taken from the stored row.

    Who says whether it is an estimate also says to which day, or to none.

    A milestone's stage that it does not say follows from its day.
    """
    stage = figure.stage if figure.state == ResultState.REPORTED else None
    if stage == "" and row.kind == IndicatorKind.MILESTONE and figure.value and not day_fault(figure.value):
        stage = stage_on(day_of_value(figure.value), today)
    return Figure(
        result_id=figure.result_id,
        state=figure.state,
        value=figure.value if figure.state == ResultState.REPORTED else None,
        version=figure.version,
        note=row.note if figure.note is None else figure.note.strip(),
        as_of=row.as_of if figure.as_of is None and figure.is_estimate is None else figure.as_of,
        is_estimate=row.is_estimate if figure.is_estimate is None else figure.is_estimate,
        stage=stage,
    )


def differs(row: Stored, figure: Figure) -> bool:
    """Saving the figure would change the stored row."""
    return (row.state, row.value, row.stage, row.note, row.as_of, row.is_estimate) != (
        figure.state,
        figure.value,
        figure.stage or "",
        figure.note,
        figure.as_of,
        figure.is_estimate,
    )
