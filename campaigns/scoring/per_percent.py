"""Points at 100 % of the target, more for each full percent over it, less for each full percent under it."""

from django.db.models import Case, F, When
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.choices import Nature, TargetKind
from campaigns.scoring.base import Exact, Inputs, Leaf, Params, Rule, brief, known, shown
from campaigns.scoring.bounds import (
    CAP_POINTS,
    FLOOR_POINTS,
    SINK_POINTS,
    cap_faults,
    floor_faults,
    full,
    full_sql,
    least_of,
    least_sql,
    most_of,
    most_sql,
    unreachable,
)
from campaigns.scoring.parameters import POINTS_MOST, Parameter, Unit
from campaigns.scoring.sql import BIG
from campaigns.scoring.targets import (
    NO_TARGET,
    TARGET_KIND,
    ZERO_TARGET,
    why_without_target,
    without_target,
    without_target_sql,
)

AT_TARGET = Parameter("at_target", "Điểm khi đạt 100% chỉ tiêu", Unit.POINTS, 0, most=POINTS_MOST)
PER_OVER = Parameter("per_over", "Điểm cộng mỗi 1% vượt", Unit.POINTS, 0, most=POINTS_MOST)
PER_UNDER = Parameter("per_under", "Điểm trừ mỗi 1% thiếu", Unit.POINTS, 0, most=POINTS_MOST)


class PerPercent(Rule):
    """A part of a percent counts for nothing, over the target and under it.

    Common in provincial tables; which of them first is to be confirmed. Above the maximum points go to the declared cap
    alone, and below the floor never; below 0 only where the table says how far.
    """

    code = "per_percent"
    label = gettext_lazy("For each full percent over or under the target")
    short = gettext_lazy("For each 1%")
    own = (
        TARGET_KIND,
        NO_TARGET,
        ZERO_TARGET,
        AT_TARGET,
        PER_OVER,
        PER_UNDER,
        CAP_POINTS,
        FLOOR_POINTS,
        SINK_POINTS,
    )

    def target_kind(self, params: Params) -> str:
        """As the criterion says."""
        return str(params[TARGET_KIND.name])

    def own_word(self, leaf: Leaf, inputs: Inputs) -> str:
        """That of a missing or zero target."""
        return without_target(leaf.params, inputs)

    def own_words_sql(self) -> list[When]:
        """The same in SQL."""
        return without_target_sql()

    def own_why(self, leaf: Leaf, inputs: Inputs) -> str:
        """Which of the two."""
        return why_without_target(inputs)

    def known_points(self, leaf: Leaf, inputs: Inputs) -> Exact:
        """Points at the target, and full percents × points for each, inside cap and floor."""
        return min(most_of(leaf), max(least_of(leaf.params), self._earned(leaf, inputs)))

    def known_sql(self) -> Least:
        """The same in SQL."""
        base, value, target = F(AT_TARGET.name), F("value"), F("target")
        more = base + full_sql(value - target, target, 100) * F(PER_OVER.name)
        less = base - full_sql(target - value, target, 100) * F(PER_UNDER.name)
        earned = Case(When(value__gte=target, then=more), default=less, output_field=BIG)
        return Least(most_sql(), Greatest(least_sql(), earned))

    def known_sentence(self, leaf: Leaf, inputs: Inputs) -> str:
        """What is over or under, for how many points, and the bound where it is reached."""
        params, times, earned = leaf.params, _full(inputs), self._earned(leaf, inputs)
        most, least = most_of(leaf), least_of(params)
        parts = {
            "value": shown(known(inputs)),
            "target": shown(inputs.target or 0),
            "base": shown(params[AT_TARGET.name]),
            "full": abs(times),
            "each": shown(params[PER_OVER.name if times > 0 else PER_UNDER.name]),
            "most": shown(most),
            "least": shown(least),
        }
        said = _("Result %(value)s, target %(target)s") % parts + ": "
        if times > 0:
            said += _("%(full)s full %% over, %(base)s + %(full)s × %(each)s") % parts
        elif times < 0:
            said += _("%(full)s full %% under, %(base)s − %(full)s × %(each)s") % parts
        else:
            said += _("no full %% over or under, %(base)s points") % parts
        if earned > most:
            said += _(", at most %(most)s") % parts
        elif earned < least:
            said += _(", at least %(least)s") % parts
        return said

    def own_words(self, leaf: Leaf) -> str:
        """The formula with its amounts."""
        params = leaf.params
        parts = {name: brief(params[name]) for name in (AT_TARGET.name, PER_OVER.name, PER_UNDER.name)}
        parts |= {"kind": TargetKind(params[TARGET_KIND.name]).label.lower()}
        parts |= {"most": brief(most_of(leaf)), "least": brief(least_of(params))}
        said = [_("%(at_target)s points at 100%% of the %(kind)s target due") % parts]
        if params[PER_OVER.name]:
            said.append(_("+ %(per_over)s for each full 1%% over") % parts)
        if params[PER_UNDER.name]:
            said.append(_("− %(per_under)s for each full 1%% under") % parts)
        return ", ".join([*said, _("from %(least)s to %(most)s points") % parts])

    def sinks(self, leaf: Leaf) -> bool:
        """Where the table says how far."""
        return bool(leaf.params[SINK_POINTS.name])

    def faults(self, leaf: Leaf) -> list[tuple[str, str]]:
        """A rule that never moves, and bounds that do not go with it."""
        params = leaf.params
        base, over = params[AT_TARGET.name], params[PER_OVER.name]
        found = cap_faults(leaf) + floor_faults(leaf)
        if not over and not params[PER_UNDER.name]:
            found.append((PER_OVER.name, _("Enter the points for each percent over, under, or both.")))
        if not base and leaf.nature == Nature.BASE:
            found.append((AT_TARGET.name, _("Enter the points at 100 % of the target.")))
        elif base > leaf.most:
            found.append((AT_TARGET.name, _("The points at 100 % must not be more than the maximum.")))
        elif base < leaf.most and not over:
            found.append((AT_TARGET.name, unreachable(leaf)))
        return found

    def _earned(self, leaf: Leaf, inputs: Inputs) -> int:
        """Without the bounds."""
        times = _full(inputs)
        each = leaf.params[PER_OVER.name if times > 0 else PER_UNDER.name]
        return int(leaf.params[AT_TARGET.name] + times * each)


def _full(inputs: Inputs) -> int:
    """Full percents over the target; below 0 for those under it."""
    value, target = known(inputs), inputs.target or 0
    found = full(abs(value - target), target, 100)
    return found if value >= target else -found
