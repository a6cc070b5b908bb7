"""Bonus or deduction by facts from outside: an award held, a rating, a reprimand, a registered title."""

from collections.abc import Iterable

from django.db.models import F
from django.db.models.functions import Least
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.choices import FactKind, FactsCount, Nature, Span
from campaigns.scoring.base import Exact, Inputs, Leaf, Rule, Step, brief, known, shown
from campaigns.scoring.leaf import Fact
from campaigns.scoring.parameters import SPAN, STEPS, Parameter, Unit

COUNTED = Parameter("facts_count", "Nhiều văn bản", Unit.WORD, FactsCount.SUM.value, choices=FactsCount)


class FromFact(Rule):
    """Each step gives points for a kind of fact, or for one grade of it; summed, or the highest alone, as declared.

    One document counts once, with the most that its facts give. A fact belongs to the phase in whose period its day
    lies; "to date" counts those before it too. There is no figure to enter: the line's figure is what the facts give.

    Source: the bonus for emulation flags in Ho Chi Minh City, +10 for the city's and +15 for the government's, by which
    97 become 107; the number of the guidance is to be confirmed. Deductions: QĐ 2579/QĐ-UBND Cần Thơ (21/11/2025).
    """

    code = "from_fact"
    label = gettext_lazy("By facts: awards, ratings, discipline, titles")
    short = gettext_lazy("By facts")
    own = (COUNTED,)
    roles = ()
    steps_by = "fact"

    def known_points(self, leaf: Leaf, inputs: Inputs) -> Exact:
        """What the facts give, up to the maximum."""
        return min(leaf.most, known(inputs))

    def known_sql(self) -> Least:
        """The same in SQL."""
        return Least(F("most"), F("value"))

    def figure_of_facts(self, leaf: Leaf, facts: Iterable[Fact]) -> int:
        """What the facts of a participant give before the maximum: of each document the most, then as declared."""
        of_documents: dict[str, int] = {}
        for fact in facts:
            if leaf.params[SPAN.name] == Span.PHASE and not fact.is_of_period:
                continue
            for step in leaf.steps:
                if _is_for(step, fact):
                    best = max(step.points, of_documents.get(fact.document_key, 0))
                    of_documents[fact.document_key] = best
        if leaf.params[COUNTED.name] == FactsCount.HIGHEST:
            return max(of_documents.values(), default=0)
        return sum(of_documents.values())

    def figure_sql(self) -> str:
        """The same in SQL."""
        return FIGURES

    def known_sentence(self, leaf: Leaf, inputs: Inputs) -> str:
        """The points, and the maximum where it is reached."""
        parts = {"points": shown(known(inputs)), "most": shown(leaf.most)}
        if not known(inputs):
            return _("No such fact: 0 points")
        if known(inputs) > leaf.most:
            return _("Facts with their documents: %(points)s points, at most %(most)s") % parts
        return _("Facts with their documents: %(points)s points") % parts

    def own_words(self, leaf: Leaf) -> str:
        """Each kind with its points, and how several count."""
        said = "; ".join(_words_of(step) for step in leaf.steps)
        highest = leaf.params[COUNTED.name] == FactsCount.HIGHEST
        several = _("of several the highest") if highest else _("several are added, each document once")
        span = _("those before the period too") if leaf.params[SPAN.name] == Span.TO_DATE else ""
        most = _("at most %(points)s points") % {"points": brief(leaf.most)}
        return ", ".join(part for part in (said, several, span, most) if part)

    def faults(self, leaf: Leaf) -> list[tuple[str, str]]:
        """Steps that name no fact, that say the same twice, or that can never count."""
        found = [text for text in (self._fault_of(leaf, step) for step in leaf.steps) if text]
        if len({(step.fact_kind, step.fact_grade) for step in leaf.steps}) < len(leaf.steps):
            found.append(_("Two steps are for the same fact. Keep one of them."))
        best = max((step.points for step in leaf.steps), default=leaf.most)
        highest = leaf.params[COUNTED.name] == FactsCount.HIGHEST
        if highest and leaf.nature == Nature.BASE and best < leaf.most:
            found.append(_("No step reaches the maximum. Lower the maximum, or raise the highest step."))
        return [(STEPS, text) for text in found]

    def _fault_of(self, leaf: Leaf, step: Step) -> str:
        if step.fact_kind not in FactKind.values:
            return _("A step must say for which kind of fact it is.")
        parts = {"step": _words_of(step), "most": brief(leaf.most)}
        if step.points <= 0:
            return _("“%(step)s”: the points must be more than 0; a penalty takes them off.") % parts
        if step.points > leaf.most:
            return _("“%(step)s”: more than the maximum of %(most)s points. Lower it.") % parts
        of_any = [s.points for s in leaf.steps if s.fact_kind == step.fact_kind and not s.fact_grade]
        if step.fact_grade and any(points >= step.points for points in of_any):
            return _("“%(step)s” never counts: any fact of this kind gives as much. Remove it.") % parts
        return ""


#: What the facts of a participant give for each leaf, from the tables `counted` (facts), `leaf_step` and `parameter`.
FIGURES = """SELECT participant_id, criterion_id,
    CAST(CASE facts_count WHEN 'highest' THEN max(best) ELSE sum(best) END AS bigint) AS of_facts
    FROM (
        SELECT participant_id, criterion_id, facts_count, document_key, max(points) AS best
        FROM counted JOIN leaf_step ON fact_kind = kind AND fact_grade IN ('', grade_key)
        JOIN parameter USING (criterion_id)
        WHERE span <> 'phase' OR is_of_period = 1
        GROUP BY participant_id, criterion_id, facts_count, document_key
    ) AS of_document
    GROUP BY participant_id, criterion_id, facts_count"""


def _is_for(step: Step, fact: Fact) -> bool:
    return step.fact_kind == fact.kind and step.fact_grade in ("", fact.grade_key)


def _words_of(step: Step) -> str:
    """A step as the table reads: the kind, its grade, the points."""
    kind = FactKind(step.fact_kind).label if step.fact_kind in FactKind.values else _("any fact")
    what = f"{kind} ({step.fact_grade})" if step.fact_grade else str(kind)
    return _("%(what)s: %(points)s points") % {"what": what, "points": brief(step.points)}
