"""All or nothing: yes gives the maximum."""

from django.db.models import Case, F, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.scoring.base import Exact, Inputs, Leaf, Rule, known
from campaigns.scoring.sql import BIG, whole
from common.fields import UNIT


class YesNo(Rule):
    """A figure from 1 up is a yes. The police's table has 51 such leaves."""

    code = "yes_no"
    label = gettext_lazy("Yes: the maximum; no: 0")
    short = gettext_lazy("Yes or no")

    def known_points(self, leaf: Leaf, inputs: Inputs) -> Exact:
        """The maximum from 1 up."""
        return leaf.most if known(inputs) >= UNIT else 0

    def known_sql(self) -> Case:
        """The same in SQL."""
        return Case(When(value__gte=UNIT, then=F("most")), default=whole(0), output_field=BIG)

    def known_sentence(self, leaf: Leaf, inputs: Inputs) -> str:
        """Yes or no."""
        return _("Yes: the maximum") if known(inputs) >= UNIT else _("No: 0 points")

    def own_words(self, leaf: Leaf) -> str:
        """Yes or no."""
        return _("Yes: the maximum; no: 0 points")
