"""In proportion to the target due: maximum × result ÷ target."""

from django.db.models import Case, F, Q, When
from django.db.models.functions import Least
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.choices import Fallback, ResultState, TargetKind
from campaigns.rules import WHOLE
from campaigns.scoring.base import Inputs, Params, Rule, brief, full_if, known, shown
from campaigns.scoring.parameters import Parameter, Unit
from campaigns.scoring.sql import BIG, whole
from common.quotient import Quotient, quotient

TARGET_KIND = Parameter(
    "target_kind", "Chỉ tiêu dùng để tính", Unit.WORD, TargetKind.REGISTERED.value, choices=TargetKind
)
#: The largest share of the target that counts: 100 unless the table rewards going past it.
CAP = Parameter(
    "cap",
    "Tính tối đa % chỉ tiêu",
    Unit.PERCENT,
    WHOLE,
    least=1,
    remedy=gettext_lazy("The cap must be more than 0 %."),
)
NO_TARGET = Parameter("no_target", "Khi không có chỉ tiêu", Unit.WORD, Fallback.ZERO.value, choices=Fallback)


class Proportional(Rule):
    """The result counts up to the cap. A missing or zero target never divides: the table's own rule."""

    code = "proportional"
    label = gettext_lazy("Proportional to the target")
    own = (TARGET_KIND, CAP, NO_TARGET)

    def target_kind(self, params: Params) -> str:
        """As the criterion says."""
        return str(params[TARGET_KIND.name])

    def target_kinds(self) -> tuple[TargetKind, ...]:
        """Either."""
        return tuple(TargetKind)

    def known_points(self, params: Params, most: int, inputs: Inputs) -> int:
        """Maximum × counted result ÷ target."""
        if not inputs.target:
            return most if params[NO_TARGET.name] == Fallback.FULL else 0
        counted = min(known(inputs), self._limit(params, inputs.target))
        return quotient(most, counted, inputs.target) or 0

    def known_sql(self) -> Case:
        """The same in SQL."""
        limit = Case(
            When(**{CAP.name: WHOLE}, then=F("target")),  # spares most tables a division
            default=Quotient(F("target"), F(CAP.name), whole(WHOLE)),
            output_field=BIG,
        )
        return Case(
            When(Q(target__isnull=True) | Q(target=0), then=full_if(NO_TARGET.name)),
            default=Quotient(F("most"), Least(F("value"), limit), F("target")),
            output_field=BIG,
        )

    def sentence(self, params: Params, most: int, inputs: Inputs) -> str:
        """As for every rule, but a known figure without a target says that first."""
        if inputs.target or inputs.value is None or inputs.state == ResultState.NOT_APPLICABLE:
            return super().sentence(params, most, inputs)
        if params[NO_TARGET.name] == Fallback.FULL:
            return _("No target: the maximum, by the table’s rule")
        return _("No target: 0 points")

    def known_sentence(self, params: Params, most: int, inputs: Inputs) -> str:
        """The proportion, and the cap where it is reached."""
        value, target, cap = known(inputs), inputs.target or 0, params[CAP.name]
        limit = self._limit(params, target)
        parts = {"most": shown(most), "target": shown(target)}
        if value < limit or value == limit != target:
            return _("In proportion: %(most)s × %(value)s ÷ %(target)s") % {**parts, "value": shown(value)}
        if cap == WHOLE:
            return _("Reached in full: the maximum")
        return _("Counted up to %(cap)s%% of the target: %(most)s × %(value)s ÷ %(target)s") % {
            **parts,
            "cap": shown(cap),
            "value": shown(limit),
        }

    def own_words(self, params: Params) -> str:
        """The formula with what the criterion chose."""
        kind = TargetKind(params[TARGET_KIND.name]).label.lower()
        said = _("Maximum × result ÷ %(kind)s target due") % {"kind": kind}
        if params[CAP.name] != WHOLE:
            said += _(", counted up to %(cap)s%% of the target") % {"cap": brief(params[CAP.name])}
        if params[NO_TARGET.name] == Fallback.FULL:
            said += _("; without a target: the maximum")
        return said

    def _limit(self, params: Params, target: int) -> int:
        return quotient(target, params[CAP.name], WHOLE) or 0
