"""So many points for each of a sample that is confirmed: members asked, files looked through."""

from fractions import Fraction

from django.db.models import Case, F, When
from django.db.models.functions import Least
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.choices import Fallback, FewerDrawn
from campaigns.scoring.base import Exact, Inputs, Leaf, Rule, brief, known, said_of, shown
from campaigns.scoring.parameters import BASE, MAIN, MISSING, Parameter, Role, Unit
from campaigns.scoring.sql import BIG, divided, whole
from common.fields import UNIT

DRAWN = Role(BASE, "drawn_indicator", "Mã chỉ tiêu số mẫu đã rút")
PER_CONFIRMED = Parameter("per_confirmed", "Điểm mỗi mẫu đạt", Unit.POINTS, 0)
SAMPLE_SIZE = Parameter("sample_size", "Số mẫu phải rút", Unit.COUNT, 0)
FEWER = Parameter("fewer_drawn", "Khi rút ít mẫu hơn", Unit.WORD, FewerDrawn.EACH.value, choices=FewerDrawn)
NONE_DRAWN = Parameter(
    "none_drawn", "Khi không rút mẫu nào", Unit.WORD, Fallback.ZERO.value, choices=Fallback
)


class Sample(Rule):
    """Points for each that is confirmed of those drawn, up to the maximum; no more are confirmed than were drawn.

    Where fewer were drawn than asked, the table says: the same for each, or the maximum ÷ drawn for each. Where it does
    not count how many were drawn, the word for a missing figure holds; where none was, a word of its own.

    Source: item 1 of the table of KH 157/KH-UBND Cần Thơ (18/11/2025): 50 people asked, 0,4 points for each.
    """

    code = "sample"
    label = gettext_lazy("So many points for each confirmed of a sample")
    short = gettext_lazy("A sample")
    own = (PER_CONFIRMED, SAMPLE_SIZE, FEWER, NONE_DRAWN)
    roles = (MAIN, DRAWN)

    def own_word(self, leaf: Leaf, inputs: Inputs) -> str:
        """That of a sample that is not known, or of which nobody was drawn."""
        if inputs.base is None:
            return str(leaf.params[MISSING.name])
        return "" if inputs.base else str(leaf.params[NONE_DRAWN.name])

    def own_words_sql(self) -> list[When]:
        """The same in SQL."""
        return [When(base__isnull=True, then=F(MISSING.name)), When(base=0, then=F(NONE_DRAWN.name))]

    def own_why(self, leaf: Leaf, inputs: Inputs) -> str:
        """Which of the two."""
        return _("No count of the sample") if inputs.base is None else _("Nobody was drawn")

    def known_points(self, leaf: Leaf, inputs: Inputs) -> Exact:
        """Confirmed × points for each, or maximum × confirmed ÷ drawn, up to the maximum."""
        return min(Fraction(leaf.most), self._earned(leaf, inputs))

    def known_sql(self) -> Least:
        """The same in SQL."""
        confirmed = Least(F("value"), F("base"))
        shared = {FEWER.name: FewerDrawn.SHARE, f"{SAMPLE_SIZE.name}__gt": F("base")}
        earned = Case(
            When(**shared, then=divided(F("most"), confirmed, F("base"))),
            default=divided(confirmed, F(PER_CONFIRMED.name), whole(UNIT)),
            output_field=BIG,
        )
        return Least(F("most"), earned)

    def known_sentence(self, leaf: Leaf, inputs: Inputs) -> str:
        """The product or the share, and the maximum where it is reached."""
        drawn = inputs.base or 0
        parts = {
            "each": shown(leaf.params[PER_CONFIRMED.name]),
            "confirmed": shown(min(known(inputs), drawn)),
            "drawn": shown(drawn),
            "asked": shown(leaf.params[SAMPLE_SIZE.name]),
            "most": shown(leaf.most),
        }
        if self._is_shared(leaf, inputs):
            return _("%(most)s × %(confirmed)s confirmed ÷ %(drawn)s drawn of %(asked)s") % parts
        if self._earned(leaf, inputs) > leaf.most:
            return (
                _("%(each)s for each × %(confirmed)s confirmed of %(drawn)s drawn, at most %(most)s") % parts
            )
        return _("%(each)s for each × %(confirmed)s confirmed of %(drawn)s drawn") % parts

    def own_words(self, leaf: Leaf) -> str:
        """How many for each of how many, and the table's words."""
        params = leaf.params
        parts = {
            "each": brief(params[PER_CONFIRMED.name]),
            "asked": brief(params[SAMPLE_SIZE.name]),
        }
        said = _("%(each)s points for each confirmed of %(asked)s drawn, up to the maximum") % parts
        if params[FEWER.name] == FewerDrawn.SHARE:
            said += _("; where fewer were drawn, maximum × confirmed ÷ drawn")
        if params[NONE_DRAWN.name] != Fallback.ZERO:
            said += _("; where nobody was drawn: %(word)s") % {"word": said_of(params[NONE_DRAWN.name])}
        return said

    def faults(self, leaf: Leaf) -> list[tuple[str, str]]:
        """What cannot give the maximum."""
        each, asked = leaf.params[PER_CONFIRMED.name], leaf.params[SAMPLE_SIZE.name]
        found = []
        if each <= 0:
            found.append((PER_CONFIRMED.name, _("The points for each must be more than 0.")))
        if asked <= 0:
            found.append((SAMPLE_SIZE.name, _("Please say how many are to be drawn.")))
        if not found and Fraction(each * asked, UNIT) < leaf.most:
            reached = {"points": shown(Fraction(each * asked, UNIT)), "most": shown(leaf.most)}
            text = _(
                "The whole sample gives %(points)s points, so nobody can reach the maximum of %(most)s."
                " Raise the points for each, or lower the maximum."
            )
            found.append((PER_CONFIRMED.name, text % reached))
        return found

    def _is_shared(self, leaf: Leaf, inputs: Inputs) -> bool:
        """Fewer were drawn than asked, and the table shares the maximum among these."""
        is_less = (inputs.base or 0) < leaf.params[SAMPLE_SIZE.name]
        return is_less and leaf.params[FEWER.name] == FewerDrawn.SHARE

    def _earned(self, leaf: Leaf, inputs: Inputs) -> Fraction:
        drawn = inputs.base or 0
        confirmed = min(known(inputs), drawn)
        if self._is_shared(leaf, inputs):
            return Fraction(leaf.most * confirmed, drawn)
        return Fraction(confirmed * leaf.params[PER_CONFIRMED.name], UNIT)
