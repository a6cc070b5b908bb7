"""Closed lists of awards. Statuses are integers with gaps, so that "at least closed" is >=."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from units.choices import Level

#: Who may decide an award: the body of a union of some level, or, as for honours of the State, nobody inside
#: the unions.
OUTSIDE = "outside"
DECIDERS = [*Level.choices, (OUTSIDE, _("An authority outside the unions"))]


class Catalogue(models.TextChoices):
    """Two catalogues that are never merged (Luật Thi đua, khen thưởng 06/2022/QH15, Art. 9 and 19–28).

    A title is registered for at the start and considered once a year; a form is given for an achievement to anyone.
    """

    TITLE = "title", _("Emulation title")
    FORM = "form", _("Form of commendation")


class Recipient(models.TextChoices):
    """Whom an award is for."""

    COLLECTIVE = "collective", _("Collective")
    PERSON = "person", _("Person")
    HOUSEHOLD = "household", _("Household")


class Voting(models.TextChoices):
    """How the council decides on an award; the rule set says which, award by award."""

    SECRET = "secret", _("Secret ballot")
    HANDS = "hands", _("Show of hands")
    WRITTEN = "written", _("Written opinions")


class RoundKind(models.TextChoices):
    """What an award round stands on, and so which figures are shown beside its nominations."""

    FINAL = "final", _("On a final phase")
    ESTIMATE = "estimate", _("On estimates, before the phase is final")
    SPOT = "spot", _("Spot round, without a phase")


class RoundStatus(models.IntegerChoices):
    """The stages of an award round, in one direction; one service of `rounds` or `decisions` makes each step."""

    DRAFT = 10, _("In preparation")
    OPEN = 20, _("Taking nominations")
    CLOSED = 30, _("Nominations closed")
    DECIDED = 40, _("Decided")


class Origin(models.TextChoices):
    """Whether the union proposed it, the federation took it from the standings, or a conference acclaimed it."""

    UNION = "union", _("Proposed by the union")
    STANDING = "standing", _("Taken from the standings")
    ACCLAIMED = "acclaimed", _("Acclaimed by the conference of the cluster")


class NominationStatus(models.IntegerChoices):
    """A nomination stands until its union takes it back."""

    NOMINATED = 10, _("Nominated")
    WITHDRAWN = 20, _("Withdrawn")


class Seat(models.TextChoices):
    """A member's seat in a council."""

    CHAIR = "chair", _("Chair of the council")
    SECRETARY = "secretary", _("Secretary of the council")
    MEMBER = "member", _("Member")


class Attendance(models.TextChoices):
    """How a member takes part in a session; whoever is absent without a written opinion does not vote."""

    ABSENT = "absent", _("Absent")
    PRESENT = "present", _("Present")
    WRITTEN = "written", _("Absent, sends a written opinion")


class SessionStatus(models.IntegerChoices):
    """The one-way stages of a council's session. COUNTING lasts while the job counts."""

    PREPARING = 10, _("In preparation")
    VOTING = 20, _("Voting")
    COUNTING = 30, _("Being counted")
    COUNTED = 40, _("Counted")


class Choice(models.IntegerChoices):
    """What a ballot says on one nomination."""

    FOR = 1, pgettext_lazy("vote", "For")
    AGAINST = 2, _("Against")
    INVALID = 3, _("Left blank (counts as invalid)")


class Outcome(models.TextChoices):
    """What follows for a nomination from its votes, its place in the pool and the quota (`rules.cut`)."""

    PASSED = "passed", _("Proposed for the award")
    FAILED = "failed", _("Not enough votes")
    OVER_QUOTA = "over_quota", _("Enough votes, but over the quota")
    TIED = "tied", _("Tied for the last place: the chair decides")


class GrantStatus(models.IntegerChoices):
    """An award once granted stays on record, also when it is revoked (Art. 93 of the Law)."""

    ACTIVE = 10, _("Granted")
    REVOKED = 20, _("Revoked")
