"""Points given by a named person, post or department, up to the maximum; by one, or by two."""

from django.db.models import F
from django.db.models.functions import Least
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.choices import Judges
from campaigns.scoring.base import Exact, Inputs, Leaf, Params, Rule, known, shown
from campaigns.scoring.parameters import Parameter, Unit

#: Who gives the points. The figure is what they give together, so that the points are computed alike.
JUDGES = Parameter(
    "judges", "Số người chấm", Unit.WORD, Judges.ONE.value, choices=Judges, is_rare=True, is_late=True
)


class Judged(Rule):
    """The figure is the judge's points, or what two judges give together: their exact mean, or an agreed value.

    More than the maximum is refused at entry and never counts for more. Direct points with a comment and evidence: the
    tables of CĐVC 101/2015 and of ĐH Sài Gòn.
    """

    code = "judged"
    label = gettext_lazy("Judged, 0 to the maximum")
    short = gettext_lazy("A person judges")
    own = (JUDGES,)
    is_judged = True

    def judges(self, params: Params) -> Judges:
        """One person, or two, as the table says."""
        return Judges(params[JUDGES.name])

    def known_points(self, leaf: Leaf, inputs: Inputs) -> Exact:
        """The judge's points up to the maximum."""
        return min(leaf.most, known(inputs))

    def known_sql(self) -> Least:
        """The same in SQL."""
        return Least(F("most"), F("value"))

    def known_sentence(self, leaf: Leaf, inputs: Inputs) -> str:
        """How many of the maximum, and whose."""
        parts = {"points": shown(known(inputs)), "most": shown(leaf.most)}
        if known(inputs) > leaf.most:
            return _("Judged %(points)s, at most %(most)s") % parts
        said = {
            Judges.ONE: _("Judged %(points)s out of %(most)s"),
            Judges.MEAN: _("Judged %(points)s out of %(most)s, the mean of two"),
            Judges.AGREED: _("Judged %(points)s out of %(most)s, agreed by two"),
        }
        return said[self.judges(leaf.params)] % parts

    def own_words(self, leaf: Leaf) -> str:
        """Who gives the points."""
        return {
            Judges.ONE: _("Points given by the appraiser, 0 to the maximum"),
            Judges.MEAN: _("The mean of the points that two appraisers give, 0 to the maximum"),
            Judges.AGREED: _("Points on which two appraisers agree, 0 to the maximum"),
        }[self.judges(leaf.params)]
