"""A rate of two figures: maximum × numerator ÷ denominator. A target is shown beside it and does not enter."""

from fractions import Fraction

from django.db.models import F, When
from django.db.models.functions import Least
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.choices import Fallback
from campaigns.scoring.base import Exact, Inputs, Leaf, Params, Rule, known, said_of, shown
from campaigns.scoring.parameters import DENOMINATOR, MAIN
from campaigns.scoring.rates import ZERO_BASE, base_doubts, why_without_base, without_base, without_base_sql
from campaigns.scoring.sql import divided
from campaigns.scoring.targets import TARGET_KIND


class Rate(Rule):
    """Up to the maximum: where nine of ten members are insured, 9 of 10 points.

    KH 157/KH-UBND of Cần Thơ, 18/11/2025: points are the rate × the maximum; the targets of 85, 80 and 70 % stand in
    its text alone. What holds for a denominator of 0 is to be confirmed there, so the table says it.
    """

    code = "rate"
    label = gettext_lazy("Rate of two figures")
    short = gettext_lazy("Rate of two")
    own = (TARGET_KIND, ZERO_BASE)
    roles = (MAIN, DENOMINATOR)

    def target_kind(self, params: Params) -> str:
        """The one that is shown."""
        return str(params[TARGET_KIND.name])

    def own_word(self, leaf: Leaf, inputs: Inputs) -> str:
        """That of a missing denominator or one of 0."""
        return without_base(leaf.params, inputs)

    def own_words_sql(self) -> list[When]:
        """The same in SQL."""
        return without_base_sql()

    def own_why(self, leaf: Leaf, inputs: Inputs) -> str:
        """Which of the two."""
        return why_without_base(inputs)

    def known_points(self, leaf: Leaf, inputs: Inputs) -> Exact:
        """Maximum × numerator ÷ denominator, at most the maximum."""
        return min(Fraction(leaf.most), Fraction(leaf.most * known(inputs), inputs.base or 0))

    def known_sql(self) -> Least:
        """The same in SQL."""
        return Least(F("most"), divided(F("most"), F("value"), F("base")))

    def known_sentence(self, leaf: Leaf, inputs: Inputs) -> str:
        """The rate, and the target that does not enter."""
        base = inputs.base or 0
        parts = {"most": shown(leaf.most), "value": shown(known(inputs)), "base": shown(base)}
        said = _("By the rate: %(most)s × %(value)s ÷ %(base)s") % parts
        if known(inputs) > base:
            said += _(", at most %(most)s") % parts
        if inputs.target is not None:
            said += " " + _("(the target of %(target)s does not enter)") % {"target": shown(inputs.target)}
        return said

    def doubts(self, leaf: Leaf) -> list[tuple[str, str]]:
        """A denominator that may be 0."""
        return base_doubts(leaf.params)

    def own_words(self, leaf: Leaf) -> str:
        """The formula, and what a denominator of 0 means."""
        said = _("Maximum × numerator ÷ denominator, up to the maximum")
        word = leaf.params[ZERO_BASE.name]
        if word != Fallback.ZERO:
            said += _("; denominator 0: %(word)s") % {"word": said_of(word)}
        return said
