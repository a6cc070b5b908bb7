"""Closed lists of a campaign. Statuses are integers with gaps, so that "at least closed" is >=."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CampaignKind(models.TextChoices):
    """Yearly, or thematic: a movement (phong trào) of several years, joined by the unions that want to."""

    YEARLY = "yearly", _("Yearly campaign")
    THEMATIC = "thematic", _("Thematic movement")


class CampaignStatus(models.IntegerChoices):
    """A campaign is prepared, then launched."""

    DRAFT = 10, _("In preparation")
    LAUNCHED = 20, _("Launched")


class PhaseStatus(models.IntegerChoices):
    """The stages of a phase; it passes them in this order and never goes back.

    CLOSING and SEALING last while a job computes: the figures are frozen, the outcome is not visible yet.
    """

    DRAFT = 10, _("In preparation")
    OPEN = 20, _("Launched")
    CLOSING = 30, _("Closing")
    CLOSED = 40, _("Entry closed, provisional points")
    SEALING = 50, _("Being sealed")
    FINAL = 60, _("Final")


class ContentKind(models.TextChoices):
    """What a line of the launch plan is."""

    CONTENT = "content", _("Content")
    MOVEMENT = "movement", _("Thematic movement")
    OCCASION = "occasion", _("Anniversary")


class Subject(models.TextChoices):
    """Whom a content is for; some movements have criteria for each, as KH 130/KH-TLĐ (2021) on Covid-19 does."""

    ALL = "all", _("Collectives and individuals")
    COLLECTIVE = "collective", _("Collectives")
    INDIVIDUAL = "individual", _("Individuals")


class PhaseKind(models.TextChoices):
    """A phase takes figures; a year has none of its own and joins the standings of its phases."""

    ENTRY = "entry", _("Phase with figures")
    YEAR = "year", _("Year over its phases")


class Joining(models.TextChoices):
    """How a year joins the points of its phases."""

    MEAN = "mean", _("Weighted mean")
    SUM = "sum", _("Sum")
    LATEST = "latest", _("The latest phase")


class PartMissing(models.TextChoices):
    """What a year does with a union that has no standing in one of its phases: the table's own rule."""

    ZERO = "zero", _("0 points for the missing phase")
    REST = "rest", _("The other phases alone")
    UNRANKED = "unranked", _("Stands apart, unranked")


class IndicatorKind(models.TextChoices):
    """What kind of figure an indicator takes; a milestone's figure is the day on which it was reached."""

    NUMBER = "number", _("Number")
    RATIO = "ratio", _("Percentage")
    MONEY = "money", _("Money")
    YES_NO = "yes_no", _("Yes or no")
    SCORE = "score", _("Points given by a judge")
    MILESTONE = "milestone", _("Milestone (a day)")


#: Targets of these are never split over the phases: 95 % is not 47,5 % at half the year, nor a day half a day.
NEVER_SPLIT = (IndicatorKind.RATIO, IndicatorKind.YES_NO, IndicatorKind.SCORE, IndicatorKind.MILESTONE)


class MilestoneStage(models.TextChoices):
    """How far a milestone is. A planned day is no figure yet; a pilot (làm điểm) and the real one are."""

    PLANNED = "planned", _("Planned")
    PILOT = "pilot", _("Held as a pilot")
    HELD = "held", _("Held")


class Accumulation(models.TextChoices):
    """How the figures of successive phases make the cumulative one (lũy kế)."""

    SUM = "sum", _("Sum of the phases")
    LATEST = "latest", _("Latest figure")


class Supplier(models.TextChoices):
    """Who enters the figure."""

    UNION = "union", _("The union")
    FEDERATION = "federation", _("The federation")


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
    OTHER = "other", _("Other")


class TargetKind(models.TextChoices):
    """Assigned by the federation, or registered by the union itself (usually higher)."""

    ASSIGNED = "assigned", _("Assigned")
    REGISTERED = "registered", _("Registered")


class ChangeState(models.IntegerChoices):
    """A change of a signed target waits for the federation, which approves or declines it."""

    WAITING = 10, _("Waiting for approval")
    APPROVED = 20, _("Approved")
    DECLINED = 30, _("Not approved")


class ResultState(models.TextChoices):
    """What a row of a sheet says. Only REPORTED has a value, and it may be 0; the other three are never taken for 0."""

    NOT_REPORTED = "not_reported", _("Not reported")
    REPORTED = "reported", _("Reported")
    NOTHING = "nothing", _("Nothing to report")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")


class ResultStatus(models.IntegerChoices):
    """Where a figure stands between the union and the appraiser."""

    DRAFT = 10, _("Draft")
    RETURNED = 20, _("Returned")
    SUBMITTED = 30, _("Waiting for appraisal")
    VERIFIED = 40, _("Appraised")


class Counting(models.TextChoices):
    """What counts, as a federation chooses it: what `counts_from` and `final_waits` of a campaign say together."""

    SENT = "sent", _("Submitted and appraised figures count; the final waits until all of them are appraised")
    MARKED = (
        "marked",
        _("Submitted and appraised figures count; in the final too, those not appraised are marked"),
    )
    VERIFIED = "verified", _("Appraised figures alone count")


class PledgeStatus(models.IntegerChoices):
    """A pledge is drafted, circulated for signing, and in force when every party has signed."""

    DRAFT = 10, _("Draft")
    SIGNING = 20, _("Being signed")
    IN_FORCE = 30, _("In force")
