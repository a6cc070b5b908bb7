"""So many points for each: each new union, each house built."""

from django.db.models import F
from django.db.models.functions import Least
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.scoring.base import Inputs, Params, Rule, brief, known, shown
from campaigns.scoring.parameters import Parameter, Unit
from campaigns.scoring.sql import whole
from common.fields import UNIT
from common.quotient import Quotient, quotient

PER_OBJECT = Parameter("per_object", "Điểm mỗi đơn vị", Unit.POINTS, 0)


class PerObject(Rule):
    """Points for each unit of the figure, up to the maximum."""

    code = "per_object"
    label = gettext_lazy("Points for each, up to the maximum")
    own = (PER_OBJECT,)

    def known_points(self, params: Params, most: int, inputs: Inputs) -> int:
        """Figure × points for each, up to the maximum."""
        return min(most, self._earned(params, inputs))

    def known_sql(self) -> Least:
        """The same in SQL."""
        return Least(F("most"), Quotient(F("value"), F(PER_OBJECT.name), whole(UNIT)))

    def known_sentence(self, params: Params, most: int, inputs: Inputs) -> str:
        """The product, and the maximum where it is reached."""
        parts = {
            "each": shown(params[PER_OBJECT.name]),
            "count": shown(known(inputs)),
            "most": shown(most),
        }
        if self._earned(params, inputs) > most:
            return _("%(each)s for each × %(count)s, at most %(most)s") % parts
        return _("%(each)s for each × %(count)s") % parts

    def own_words(self, params: Params) -> str:
        """How many for each."""
        return _("%(points)s points for each, up to the maximum") % {"points": brief(params[PER_OBJECT.name])}

    def faults(self, params: Params, most: int) -> list[tuple[str, str]]:
        """With 0 points for each nobody could ever score."""
        if params[PER_OBJECT.name] > 0:
            return []
        return [(PER_OBJECT.name, _("The points for each must be more than 0."))]

    def _earned(self, params: Params, inputs: Inputs) -> int:
        return quotient(known(inputs), params[PER_OBJECT.name], UNIT) or 0
