"""So many points for each: each new union, each house built; or so many off for each lapse."""

from fractions import Fraction

from django.db.models import F
from django.db.models.functions import Least
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.scoring.base import Exact, Inputs, Leaf, Rule, brief, known, shown
from campaigns.scoring.parameters import Parameter, Unit
from campaigns.scoring.sql import divided, whole
from common.fields import UNIT

PER_OBJECT = Parameter("per_object", "Điểm mỗi đơn vị", Unit.POINTS, 0)


class PerObject(Rule):
    """Points for each unit of the figure, up to the maximum; in a penalty as much off. Type 3 of the police's table."""

    code = "per_object"
    label = gettext_lazy("Points for each, up to the maximum")
    short = gettext_lazy("For each result")
    own = (PER_OBJECT,)

    def known_points(self, leaf: Leaf, inputs: Inputs) -> Exact:
        """Figure × points for each, up to the maximum."""
        return min(Fraction(leaf.most), self._earned(leaf, inputs))

    def known_sql(self) -> Least:
        """The same in SQL."""
        return Least(F("most"), divided(F("value"), F(PER_OBJECT.name), whole(UNIT)))

    def known_sentence(self, leaf: Leaf, inputs: Inputs) -> str:
        """The product, and the maximum where it is reached."""
        parts = {
            "each": shown(leaf.params[PER_OBJECT.name]),
            "count": shown(known(inputs)),
            "most": shown(leaf.most),
        }
        if self._earned(leaf, inputs) > leaf.most:
            return _("%(each)s for each × %(count)s, at most %(most)s") % parts
        return _("%(each)s for each × %(count)s") % parts

    def own_words(self, leaf: Leaf) -> str:
        """How many for each."""
        points = brief(leaf.params[PER_OBJECT.name])
        return _("%(points)s points for each, up to the maximum") % {"points": points}

    def faults(self, leaf: Leaf) -> list[tuple[str, str]]:
        """With 0 points for each nobody could ever score."""
        if leaf.params[PER_OBJECT.name] > 0:
            return []
        return [(PER_OBJECT.name, _("The points for each must be more than 0."))]

    def _earned(self, leaf: Leaf, inputs: Inputs) -> Fraction:
        return Fraction(known(inputs) * leaf.params[PER_OBJECT.name], UNIT)
