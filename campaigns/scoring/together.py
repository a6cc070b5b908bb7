"""Rules that are asked in one statement: in SQL each line asks its own rule, and the frame around it is one for all."""

from dataclasses import dataclass

from django.db.models import Case, F, Q, Value, When
from django.db.models.expressions import Combinable

from campaigns.choices import Fallback, ResultState
from campaigns.scoring import applies
from campaigns.scoring.base import Rule, word_sql
from campaigns.scoring.parameters import GATE_LEAST, MISSING, NOT_APPLICABLE, Parameter
from campaigns.scoring.sql import BIG, WORD, rounded, whole


@dataclass(frozen=True)
class Together:
    """One rule or several; the tables of their statement have a column `rule` with the code of each line's rule."""

    rules: tuple[Rule, ...]

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters of all of them, each once: a name means the same in every rule (`registry.register`)."""
        return tuple({p.name: p for rule in self.rules for p in rule.parameters}.values())

    @property
    def roles(self) -> set[str]:
        """The names of the roles that any of them reads beside the gate's."""
        return {role.name for rule in self.rules for role in rule.roles}

    @property
    def has_steps(self) -> bool:
        """A leaf of one of them may have steps."""
        return any(rule.steps_by for rule in self.rules)

    @property
    def of_facts(self) -> list[Rule]:
        """Those that read facts and no indicator."""
        return [rule for rule in self.rules if rule.figure_sql()]

    def word_sql(self) -> Case:
        """`Rule.word` in SQL: the word that stands for the rule, "" where the rule itself holds."""
        stays = ~Q(**{NOT_APPLICABLE.name: Fallback.LEAVES}) | Q(is_confirmed=1)
        return Case(
            When(applies.misfit_sql(), then=word_sql(Fallback.LEAVES)),
            When(Q(state=ResultState.NOT_APPLICABLE) & stays, then=F(NOT_APPLICABLE.name)),
            When(
                Q(is_gated=1) & (Q(gate__isnull=True) | Q(gate__lt=F(GATE_LEAST.name))),
                then=word_sql(Fallback.ZERO),
            ),
            When(value__isnull=True, then=F(MISSING.name)),
            *self._own_words(),
            default=_NO_WORD,
            output_field=WORD,
        )

    def _own_words(self) -> list[When]:
        own = {rule.code: rule.own_words_sql() for rule in self.rules}
        return [
            When(rule=code, then=Case(*words, default=_NO_WORD, output_field=WORD))
            for code, words in own.items()
            if words
        ]

    def lead_sql(self) -> dict[str, Combinable]:
        """The columns `lead_value` and `lead_target`, from the table `due`; a rule that is relative is asked alone."""
        return {name: part for rule in self.rules for name, part in rule.lead_sql().items()}

    def exact_sql(self) -> Case:
        """Points before they are rounded as the table says, from the column `word` that `word_sql` filled."""
        return Case(
            When(word__in=(Fallback.NONE, Fallback.LEAVES), then=None),
            When(word=Fallback.ZERO, then=whole(0)),
            When(word=Fallback.FULL, then=F("most")),
            *(When(rule=rule.code, then=rule.known_sql()) for rule in self.rules),
            output_field=BIG,
        )


_NO_WORD = Value("", output_field=WORD)


def points_sql() -> Combinable:
    """Points as the table prints them, from the column `exact`; those of a penalty are negative."""
    return F("sign") * rounded(F("exact"))
