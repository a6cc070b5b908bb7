"""The points of judges in a sheet: no more than the table of the union gives, and none that two people give."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaigns.choices import ResultState
from campaigns.models import Participant
from campaigns.queries.judged import judged_by_several, judged_maxima
from campaigns.services.results.figures import Figure
from campaigns.services.results.stored import Stored
from common.text import format_figure


def refuse_above_maximum(
    participant: Participant, rows: Mapping[int, Stored], figures: Iterable[Figure]
) -> None:
    """Raise ValidationError, by indicator code, for points above the maximum of the judged criterion that reads them.

    And for those that two people give, each in the judging grid.

    A table that is chosen or agreed later cuts what was entered before, and says so at the line.
    """
    _refuse_of_several(participant, rows, figures)
    given = [f for f in figures if f.state == ResultState.REPORTED and f.value is not None]
    if not given:
        return
    maxima, faults = judged_maxima(participant), {}
    for figure in given:
        row = rows[figure.result_id]
        name, most = maxima.get(row.indicator_id, ("", None))
        if most is not None and figure.value is not None and figure.value > most:
            said = _("“%(name)s” gives at most %(most)s points. Enter %(most)s or fewer.")
            faults[row.code] = [said % {"name": name, "most": format_figure(most)}]
    if faults:
        raise ValidationError(faults)


def _refuse_of_several(
    participant: Participant, rows: Mapping[int, Stored], figures: Iterable[Figure]
) -> None:
    changed = [rows[figure.result_id] for figure in figures]
    several = judged_by_several(participant) if changed else {}
    said = _("Two people give the points of “%(name)s”. Please enter yours on the judging page.")
    faults = {
        row.code: [said % {"name": several[row.indicator_id].name}]
        for row in changed
        if row.indicator_id in several
    }
    if faults:
        raise ValidationError(faults)
