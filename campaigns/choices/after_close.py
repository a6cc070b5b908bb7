"""Closed lists of what happens between the close and the final."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StageKind(models.TextChoices):
    """A stage between the close and the final, in the order in which a cluster passes them.

    Entry is no stage: its window is the phase's own. A new campaign starts with appraisal, opinions and final.
    """

    SELF_SCORE = "self_score", _("Self-scoring")
    CROSS_CHECK = "cross_check", _("Cross-checking")
    APPRAISAL = "appraisal", _("Appraisal")
    OPINIONS = "opinions", _("Opinions")
    CONFERENCE = "conference", _("Conference of the cluster")
    FINAL = "final", _("Final")


#: The stages in their order.
STAGE_ORDER = tuple(StageKind.values)


class CorrectionKind(models.TextChoices):
    """What an appraiser does with a union's figure after the close."""

    CORRECTED = "corrected", _("Corrected")
    SET_ASIDE = "set_aside", _("Set aside")


class ReopeningState(models.IntegerChoices):
    """A reopening for a time: asked for, in force once somebody else approves, and over at its minute."""

    ASKED = 10, _("Waiting for approval")
    OPEN = 20, _("Reopened")
    ENDED = 30, _("Ended")
    DECLINED = 40, _("Not approved")


class OpinionOutcome(models.TextChoices):
    """What the federation answers to an opinion."""

    ACCEPTED = "accepted", _("Accepted")
    PARTLY = "partly", _("Accepted in part")
    EXPLAINED = "explained", _("Explained, stays as it is")


class AcclaimKind(models.TextChoices):
    """For what a conference of a cluster acclaims a union."""

    AWARD = "award", _("Flag or other award")
    LEADER = "leader", _("Leading union of the next year")
    DEPUTY = "deputy", _("Deputy union of the next year")


class ColumnKind(models.TextChoices):
    """Whose points stand in a column beside the computed ones."""

    SELF = "self", _("Self-scored")
    CROSS = "cross", _("Cross-checked")


class CheckBy(models.TextChoices):
    """How it was decided who checks whom."""

    DRAWN = "drawn", _("Drawn here")
    MEETING = "meeting", _("Drawn at the meeting")
    NAMED = "named", _("Named by the federation")
