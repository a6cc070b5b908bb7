"""Points given by a judge, up to the maximum."""

from django.db.models import F
from django.db.models.functions import Least
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.scoring.base import Inputs, Params, Rule, known, shown


class Judged(Rule):
    """The figure is the judge's points; more than the maximum counts as the maximum."""

    code = "judged"
    label = gettext_lazy("Judged, 0 to the maximum")

    def known_points(self, params: Params, most: int, inputs: Inputs) -> int:
        """The judge's points up to the maximum."""
        return min(most, known(inputs))

    def known_sql(self) -> Least:
        """The same in SQL."""
        return Least(F("most"), F("value"))

    def known_sentence(self, params: Params, most: int, inputs: Inputs) -> str:
        """How many of the maximum."""
        parts = {"points": shown(known(inputs)), "most": shown(most)}
        if known(inputs) > most:
            return _("Judged %(points)s, at most %(most)s") % parts
        return _("Judged %(points)s out of %(most)s") % parts

    def own_words(self, params: Params) -> str:
        """Who gives the points."""
        return _("Points given by the appraiser, 0 to the maximum")
