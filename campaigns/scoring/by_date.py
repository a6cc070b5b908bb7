"""Done by a day: the maximum; early more, up to a cap, and late less, down to a floor. A figure is a day's number."""

from datetime import date

from django.db.models import Case, F, Q, When
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.choices import TargetKind
from campaigns.scoring.base import Exact, Inputs, Leaf, Params, Rule, brief, known, shown
from campaigns.scoring.bounds import (
    CAP_POINTS,
    FLOOR_POINTS,
    cap_faults,
    floor_faults,
    full,
    full_sql,
    most_of,
    most_sql,
)
from campaigns.scoring.parameters import MISSING, POINTS_MOST, Parameter, Unit
from campaigns.scoring.sql import BIG, whole
from campaigns.scoring.targets import NO_TARGET, TARGET_KIND
from common.dates import FIRST_DAY, LAST_DAY
from common.fields import UNIT
from common.templatetags.look import day

#: A year's length is more than any step of days.
LONGEST = 366 * UNIT
DUE_DAY = Parameter("due_day", "Hạn hoàn thành (ngày)", Unit.DAY, 0)
PER_EARLY = Parameter("per_early", "Điểm cộng mỗi lần sớm hạn", Unit.POINTS, 0, most=POINTS_MOST)
EARLY_DAYS = Parameter("early_days", "Mỗi lần sớm hạn (ngày)", Unit.COUNT, UNIT, least=UNIT, most=LONGEST)
PER_LATE = Parameter("per_late", "Điểm trừ mỗi lần quá hạn", Unit.POINTS, 0, most=POINTS_MOST)
LATE_DAYS = Parameter("late_days", "Mỗi lần quá hạn (ngày)", Unit.COUNT, UNIT, least=UNIT, most=LONGEST)


class ByDate(Rule):
    """Calendar days, each full step of them; done on the day itself is done by it.

    Due is the criterion's own day, or else the union's target. Early goes above the maximum only to a declared cap;
    without points for being late what is late gives the floor. Tables that put a day on congresses and plans are
    common; the one to cite is to be confirmed.
    """

    code = "by_date"
    label = gettext_lazy("By a day: early more, late less")
    short = gettext_lazy("By a day")
    own = (
        TARGET_KIND, NO_TARGET, DUE_DAY, PER_EARLY, EARLY_DAYS, PER_LATE, LATE_DAYS, CAP_POINTS, FLOOR_POINTS,
    )  # fmt: skip

    def target_kind(self, params: Params) -> str:
        """As the criterion says, unless it names the day itself."""
        return "" if params[DUE_DAY.name] else str(params[TARGET_KIND.name])

    def own_word(self, leaf: Leaf, inputs: Inputs) -> str:
        """No day, as where there was nothing to report, is a missing figure; no day due is a missing target."""
        if not inputs.value:
            return str(leaf.params[MISSING.name])
        return "" if _due(leaf.params, inputs) else str(leaf.params[NO_TARGET.name])

    def own_words_sql(self) -> list[When]:
        """The same in SQL."""
        without = Q(**{DUE_DAY.name: 0}) & (Q(target__isnull=True) | Q(target=0))
        return [When(value=0, then=F(MISSING.name)), When(without, then=F(NO_TARGET.name))]

    def own_why(self, leaf: Leaf, inputs: Inputs) -> str:
        """Which of the two."""
        return _("No day is due") if inputs.value else _("No day was entered")

    def known_points(self, leaf: Leaf, inputs: Inputs) -> Exact:
        """The maximum with what early adds or late takes off, inside cap and floor."""
        params = leaf.params
        late = known(inputs) - _due(params, inputs)
        if late <= 0:
            return min(
                most_of(leaf), leaf.most + full(-late, params[EARLY_DAYS.name]) * params[PER_EARLY.name]
            )
        left = leaf.most - full(late, params[LATE_DAYS.name]) * params[PER_LATE.name]
        return min(most_of(leaf), max(params[FLOOR_POINTS.name], left if params[PER_LATE.name] else 0))

    def known_sql(self) -> Least:
        """The same in SQL."""
        due = Case(When(**{DUE_DAY.name: 0}, then=F("target")), default=F(DUE_DAY.name), output_field=BIG)
        more = F("most") + full_sql(due - F("value"), F(EARLY_DAYS.name)) * F(PER_EARLY.name)
        less = F("most") - full_sql(F("value") - due, F(LATE_DAYS.name)) * F(PER_LATE.name)
        late = Case(When(**{PER_LATE.name: 0}, then=whole(0)), default=less, output_field=BIG)
        held = Greatest(F(FLOOR_POINTS.name), late)
        return Least(most_sql(), Case(When(value__lte=due, then=more), default=held, output_field=BIG))

    def known_sentence(self, leaf: Leaf, inputs: Inputs) -> str:
        """The two days, the full steps between them, and what they add or take off."""
        params = leaf.params
        late = known(inputs) - _due(params, inputs)
        days, each = (LATE_DAYS, PER_LATE) if late > 0 else (EARLY_DAYS, PER_EARLY)
        parts = {
            "done": _day(known(inputs)),
            "due": _day(_due(params, inputs)),
            "steps": full(abs(late), params[days.name]),
            "each": shown(params[each.name]),
            "most": shown(leaf.most),
            "points": shown(self.known_points(leaf, inputs)),
        }
        if not late:
            return _("Done on the day due, %(due)s: the maximum") % parts
        if late < 0:
            if not params[PER_EARLY.name]:
                return _("Done on %(done)s, due on %(due)s: the maximum") % parts
            said = _(
                "Done on %(done)s, due on %(due)s: %(most)s + %(steps)s × %(each)s gives %(points)s points"
            )
        elif params[PER_LATE.name]:
            said = _(
                "Done on %(done)s, due on %(due)s: %(most)s − %(steps)s × %(each)s gives %(points)s points"
            )
        else:
            said = _("Done on %(done)s, due on %(due)s: late gives %(points)s points")
        return said % parts

    def own_words(self, leaf: Leaf) -> str:
        """The day, and what early and late do."""
        params = leaf.params
        parts = {
            p.name: brief(params[p.name]) for p in (PER_EARLY, EARLY_DAYS, PER_LATE, LATE_DAYS, FLOOR_POINTS)
        }
        parts |= {"kind": TargetKind(params[TARGET_KIND.name]).label.lower(), "most": brief(most_of(leaf))}
        parts["due"] = _day(params[DUE_DAY.name]) if params[DUE_DAY.name] else ""
        if params[DUE_DAY.name]:
            said = [_("The maximum when done by %(due)s") % parts]
        else:
            said = [_("The maximum when done by the %(kind)s day") % parts]
        if params[PER_EARLY.name]:
            days = params[EARLY_DAYS.name] // UNIT
            each = ngettext(
                "+ %(per_early)s for each day before",
                "+ %(per_early)s for each %(early_days)s days before",
                days,
            )
            said += [each % parts, _("up to %(most)s") % parts]
        if params[PER_LATE.name]:
            days = params[LATE_DAYS.name] // UNIT
            each = ngettext(
                "− %(per_late)s for each day after", "− %(per_late)s for each %(late_days)s days after", days
            )
            said += [each % parts, _("down to %(floor_points)s") % parts]
        else:
            said.append(_("late: %(floor_points)s points") % parts)
        return ", ".join(said)

    def faults(self, leaf: Leaf) -> list[tuple[str, str]]:
        """Bounds that do not go with the maximum; early points that nothing lets above it."""
        params = leaf.params
        found = cap_faults(leaf) + floor_faults(leaf)
        if params[PER_EARLY.name] and params[CAP_POINTS.name] <= leaf.most:
            text = _("Points for being early need a cap above the maximum: enter it, or leave them empty.")
            found.append((PER_EARLY.name, text))
        return found


def _due(params: Params, inputs: Inputs) -> int:
    """The number of the day due; 0 where there is none."""
    return int(params[DUE_DAY.name] or inputs.target or 0)


def _day(units: int) -> str:
    """A day as people write it; a figure that is none as it is."""
    number = units // UNIT
    if FIRST_DAY.toordinal() <= number <= LAST_DAY.toordinal():
        return day(date.fromordinal(number))
    return shown(units)
