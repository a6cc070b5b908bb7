"""Closed lists of the organisation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """The level of a union (Điều lệ Công đoàn Việt Nam; the district level ended on 30/6/2025)."""

    CONFEDERATION = "confederation", _("Confederation")
    CITY = "city", _("City or provincial federation")
    SECTOR = "sector", _("Sector union")
    DISTRICT = "district", _("District federation (until 30/6/2025)")
    COMMUNE = "commune", _("Commune, ward or special-zone union")
    ZONE = "zone", _("Industrial-zone union")
    GRASSROOTS = "grassroots", _("Grassroots union")
    SUB = "sub", _("Sub-union")
    GROUP = "group", _("Union group")


#: The levels of a single workplace.
GRASSROOTS = (Level.GRASSROOTS, Level.SUB, Level.GROUP)
#: The levels that launch campaigns for others and appraise their figures.
FEDERATIONS = (Level.CONFEDERATION, Level.CITY)


class Sector(models.TextChoices):
    """The sector (khu vực) that a union works in; a campaign's contents are written for sectors."""

    ENTERPRISE = "enterprise", _("Enterprises")
    STATE_ENTERPRISE = "state_enterprise", _("State enterprises")
    NON_STATE_ENTERPRISE = "non_state_enterprise", _("Non-state enterprises")
    FOREIGN_ENTERPRISE = "foreign_enterprise", _("Foreign-invested enterprises")
    ADMINISTRATION = "administration", _("Administrative and public-service units")
    UNION_BODY = "union_body", _("Union bodies")


class Line(models.TextChoices):
    """The line along which a union is affiliated to a parent."""

    TERRITORY = "territory", _("By territory")
    SECTOR = "sector", _("By sector")


class ClusterKind(models.TextChoices):
    """A cluster is made by area (cụm) or by function (khối)."""

    AREA = "area", _("Cluster (by area)")
    FUNCTION = "function", _("Bloc (by function)")


class Role(models.TextChoices):
    """What a post does; with the union that it belongs to this decides what its holder may do."""

    CHAIR = "chair", _("Chair")
    VICE_CHAIR = "vice_chair", _("Vice chair")
    OFFICER = "officer", _("Officer")
    ADMINISTRATOR = "administrator", _("Administrator")
    INSPECTOR = "inspector", _("Inspector (reads only)")


#: Roles whose holder signs for the union; a deputy signs `KT.` (for the chair).
SIGNING_ROLES = (Role.CHAIR, Role.VICE_CHAIR)
#: Roles whose holder may change something; an inspector only reads.
WRITING_ROLES = (Role.CHAIR, Role.VICE_CHAIR, Role.OFFICER, Role.ADMINISTRATOR)


class AccountState(models.TextChoices):
    """Where an account stands; computed, not stored."""

    NONE = "none", _("No account")
    WITHOUT = "without", _("No password yet")
    FIRST = "first", _("First password issued")
    EXPIRED = "expired", _("First password expired")
    IN_USE = "in_use", _("In use")
    CLOSED = "closed", _("Closed")


class JobState(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class ByMail(models.TextChoices):
    """Whether a notice goes out by mail."""

    PENDING = "pending", _("Not looked at yet")
    LETTER = "letter", _("In a letter")
    UNREACHABLE = "unreachable", _("No address or no open account")
    NO_SERVER = "no_server", _("No mail server set")


class LetterState(models.TextChoices):
    """Where a letter stands."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not sent")


class LetterFault(models.TextChoices):
    """Why a letter has not gone out."""

    NO_ANSWER = "no_answer", _("The mail server does not answer")
    PASSWORD = "password", _("The mail server refuses the user name or password that is set")
    ADDRESS = "address", _("The mail server refuses this address")
    REFUSED = "refused", _("The mail server refused the letter")
    NOT_WRITTEN = "not_written", _("The letter could not be written")
    UNREACHABLE = "unreachable", _("The person has no e-mail address or no open account")
