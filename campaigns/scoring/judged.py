"""Points given by a named person, post or department, up to the maximum."""

from django.db.models import F
from django.db.models.functions import Least
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.scoring.base import Exact, Inputs, Leaf, Rule, known, shown


class Judged(Rule):
    """The figure is the judge's points. More than the maximum is refused at entry and never counts for more.

    Direct points with a comment and evidence: the tables of CĐVC 101/2015 and of ĐH Sài Gòn.
    """

    code = "judged"
    label = gettext_lazy("Judged, 0 to the maximum")
    short = gettext_lazy("A person judges")
    is_judged = True

    def known_points(self, leaf: Leaf, inputs: Inputs) -> Exact:
        """The judge's points up to the maximum."""
        return min(leaf.most, known(inputs))

    def known_sql(self) -> Least:
        """The same in SQL."""
        return Least(F("most"), F("value"))

    def known_sentence(self, leaf: Leaf, inputs: Inputs) -> str:
        """How many of the maximum."""
        parts = {"points": shown(known(inputs)), "most": shown(leaf.most)}
        if known(inputs) > leaf.most:
            return _("Judged %(points)s, at most %(most)s") % parts
        return _("Judged %(points)s out of %(most)s") % parts

    def own_words(self, leaf: Leaf) -> str:
        """Who gives the points."""
        return _("Points given by the appraiser, 0 to the maximum")
