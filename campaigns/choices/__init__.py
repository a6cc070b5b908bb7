"""Closed lists of a campaign. Statuses are integers with gaps, so that "at least closed" is >=."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.choices.after_close import (
    STAGE_ORDER,
    AcclaimKind,
    CheckBy,
    ColumnKind,
    CorrectionKind,
    OpinionOutcome,
    ReopeningState,
    StageKind,
)
from campaigns.choices.tables import (
    EVERY_SECTOR,
    IN_FORCE,
    KEPT_BY_SYSTEM,
    AppliesTo,
    ConditionKind,
    Direction,
    FactKind,
    FactsCount,
    Fallback,
    FewerDrawn,
    Judges,
    Nature,
    Rounding,
    SeenBy,
    Span,
    StepMeasure,
    TableStatus,
    TieKind,
    ZeroTarget,
)

__all__ = [
    "EVERY_SECTOR",
    "IN_FORCE",
    "KEPT_BY_SYSTEM",
    "NEVER_SPLIT",
    "STAGE_ORDER",
    "AcclaimKind",
    "Accumulation",
    "AppliesTo",
    "CampaignKind",
    "CampaignStatus",
    "ChangeState",
    "CheckBy",
    "ClusterStatus",
    "ColumnKind",
    "ConditionKind",
    "ContentKind",
    "CorrectionKind",
    "Counting",
    "Direction",
    "FactKind",
    "FactsCount",
    "Fallback",
    "FewerDrawn",
    "IndicatorKind",
    "Joining",
    "Judges",
    "MilestoneStage",
    "Nature",
    "OpinionOutcome",
    "PartMissing",
    "PhaseKind",
    "PhaseStatus",
    "PledgeStatus",
    "ReopeningState",
    "ResultState",
    "ResultStatus",
    "Rounding",
    "SeenBy",
    "Span",
    "StageKind",
    "StepMeasure",
    "Subject",
    "Supplier",
    "TableStatus",
    "TargetKind",
    "TieKind",
    "ZeroTarget",
]


class CampaignKind(models.TextChoices):
    """Yearly, or thematic: a movement (phong trào) of several years, joined by the unions that want to."""

    YEARLY = "yearly", _("Yearly campaign")
    THEMATIC = "thematic", _("Thematic movement")


class CampaignStatus(models.IntegerChoices):
    """A campaign is prepared, then launched; it may be cancelled before or after that, and what is final stays so.

    Whether it was ever launched is said by `launched_at`, not by a status of at least LAUNCHED.
    """

    DRAFT = 10, _("In preparation")
    LAUNCHED = 20, _("Launched")
    CANCELLED = 90, pgettext_lazy("campaign", "Cancelled")


class PhaseStatus(models.IntegerChoices):
    """The states of a phase; it passes them in this order and never goes back.

    CLOSING lasts while a job computes: the figures are frozen, the outcome is not visible yet. Between CLOSED and FINAL
    each cluster goes its own way (`ClusterStatus`): SEALING and FINAL say that this holds for the last of them too.
    """

    DRAFT = 10, _("In preparation")
    OPEN = 20, _("Launched")
    CLOSING = 30, _("Closing")
    CLOSED = 40, _("Entry closed, provisional points")
    SEALING = 50, _("Being sealed")
    FINAL = 60, _("Final")


class ClusterStatus(models.IntegerChoices):
    """Where the points of one cluster of a phase stand after the close.

    Only PROVISIONAL ones may move; a final cluster that is opened for a revision is provisional again, and the seal
    that it has stays in force until the next.
    """

    PROVISIONAL = 10, _("Provisional points")
    SEALING = 20, _("Being sealed")
    FINAL = 30, _("Final")


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
    """Where a figure stands between the union and the appraiser. What is set aside after the close is missing."""

    DRAFT = 10, _("Draft")
    RETURNED = 20, _("Returned")
    SET_ASIDE = 25, _("Set aside")
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
