"""Closed lists of a scoring table: what its leaves may say, how it rounds, what its bands ask, what parts ties."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Fallback(models.TextChoices):
    """A leaf's own word where there is no figure, no target, or where it does not apply.

    NONE is shown as "no points", which is not 0; with LEAVES the leaf's maximum leaves the union's maximum too.
    """

    ZERO = "zero", _("0 points")
    FULL = "full", _("The maximum")
    NONE = "none", _("No points")
    LEAVES = "leaves", _("Does not apply: leaves the maximum")


class ZeroTarget(models.TextChoices):
    """A leaf's own word for a target of 0, which is not a missing one."""

    SAME = "same", _("As without a target")
    ZERO = "zero", _("0 points")
    FULL = "full", _("The maximum")
    NONE = "none", _("No points")
    LEAVES = "leaves", _("Does not apply: leaves the maximum")


class Direction(models.TextChoices):
    """Which way a figure is better."""

    UP = "up", _("More is better")
    DOWN = "down", _("Less is better")


class StepMeasure(models.TextChoices):
    """What the edges of a leaf's steps are held against; a number of misses may be an indicator of its own too."""

    VALUE = "value", _("The figure itself")
    ATTAINED = "attained", _("Figure ÷ target, in %")
    RATE = "rate", _("Figure ÷ denominator, in %")
    MISSES = "misses", _("What is missing of the target")


class Span(models.TextChoices):
    """Which figure a leaf reads: the cumulative one (lũy kế), or that of the phase alone."""

    TO_DATE = "to_date", _("To date, with the earlier phases")
    PHASE = "phase", _("Of this phase alone")


class FewerDrawn(models.TextChoices):
    """What each confirmed counts where fewer were drawn than the sample asks."""

    EACH = "each", _("The same points for each")
    SHARE = "share", _("The maximum ÷ drawn for each")


class FactsCount(models.TextChoices):
    """How several facts count in one criterion; one document counts once either way."""

    SUM = "sum", _("Added up")
    HIGHEST = "highest", _("The highest alone")


class Judges(models.TextChoices):
    """Who gives the points of a judged leaf: one person; two, whose exact mean counts; or two who must agree."""

    ONE = "one", _("One person")
    MEAN = "mean", _("Two people, the mean of their points")
    AGREED = "agreed", _("Two people, points on which they agree")


#: A leaf that applies to every union.
EVERY_SECTOR = "every"


class AppliesTo(models.TextChoices):
    """The sector whose unions a leaf is for, as `units.choices.Sector` names them."""

    EVERY = EVERY_SECTOR, _("Every sector")
    ENTERPRISE = "enterprise", _("Enterprises")
    STATE_ENTERPRISE = "state_enterprise", _("State enterprises")
    NON_STATE_ENTERPRISE = "non_state_enterprise", _("Non-state enterprises")
    FOREIGN_ENTERPRISE = "foreign_enterprise", _("Foreign-invested enterprises")
    ADMINISTRATION = "administration", _("Administrative and public-service units")
    UNION_BODY = "union_body", _("Union bodies")


class TableStatus(models.IntegerChoices):
    """A table may be agreed after the period has begun; the close locks it, a newer version supersedes it."""

    DRAFT = 10, _("Draft")
    AGREED = 20, _("Agreed")
    APPROVED = 25, _("Approved")
    LOCKED = 30, _("Locked")
    SUPERSEDED = 40, _("Superseded")


#: A table that may be chosen for a union: agreed or later, and not replaced by a newer version.
IN_FORCE = (TableStatus.AGREED, TableStatus.APPROVED, TableStatus.LOCKED)


class Rounding(models.TextChoices):
    """How a table rounds lines and totals."""

    HALF_UP = "half_up", _("Half up")
    TRUNCATE = "truncate", _("Cut off")


class Nature(models.TextChoices):
    """What a criterion is to the maximum: base lines make it, bonus and penalty lines never enter it."""

    BASE = "base", _("Base points")
    BONUS = "bonus", _("Bonus")
    PENALTY = "penalty", _("Penalty")


class SeenBy(models.TextChoices):
    """Who reads a criterion's line: everybody who reads the standings, or the union itself and the levels above."""

    CLUSTER = "cluster", _("The whole cluster")
    OWN = "own", _("The union itself and the levels above")


class ConditionKind(models.TextChoices):
    """What a band asks beside its points; OR_FACT is no condition but another way in."""

    NO_ZERO = "no_zero", _("No criterion at 0")
    STANDARDS = "standards", _("No standard under a share of its own points")
    REGISTERED = "registered", _("Registered for a title")
    NO_FACT = "no_fact", _("No fact of a kind")
    HAS_FACT = "has_fact", _("A fact of a kind")
    OR_FACT = "or_fact", _("Or, whatever the points: a fact of a kind")


class TieKind(models.TextChoices):
    """What parts unions of equal points, one after the other; the last is always a person's decision."""

    CRITERION = "criterion", _("More points for a criterion")
    INDICATOR = "indicator", _("The better figure of an indicator")
    WOMEN = "women", _("A collective with 70 % women or more first")
    BALLOT = "ballot", _("A ballot")
    DECISION = "decision", _("The decision of a named person")


class FactKind(models.TextChoices):
    """What a fact from outside is about."""

    AWARD = "award", _("Award held")
    RATING = "rating", _("Rating by others")
    DISCIPLINE = "discipline", _("Reprimand or other discipline")
    REGISTRATION = "registration", _("Registered title")
    REORGANISED = "reorganised", _("Merged or split")
    SELF_SCORE = "self_score", _("Self-score sent in time")
    OTHER = "other", _("Other")


#: Facts that nobody records: the system keeps them when what they tell of is done.
KEPT_BY_SYSTEM = (FactKind.SELF_SCORE,)
