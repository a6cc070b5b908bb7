"""A figure in words: as the sheet, the queue and the pages of the judges write it."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.choices import IndicatorKind, ResultState
from campaigns.explanations import figure_text


def figure_words(
    state: str, value: Decimal | None, *, kind: str, decimals: int | None = None, stage: str = ""
) -> str:
    """A figure as the grid writes it; the four states are four different words."""
    if state == ResultState.REPORTED:
        if kind == IndicatorKind.YES_NO:
            return _("Yes") if value else _("No")
        return figure_text(value, kind=kind, decimals=decimals, stage=stage)
    return state_words(state)


def state_words(state: str) -> str:
    """What stands in a cell in place of a figure."""
    return {
        ResultState.NOTHING.value: _("nothing to report"),
        ResultState.NOT_APPLICABLE.value: _("n/a"),
    }.get(state, pgettext("figure", "not yet"))
