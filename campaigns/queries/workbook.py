"""Reads of the import page."""

from django.db.models import QuerySet

from units.choices import Level
from units.models import Job, Union, User
from units.queries import jobs_visible_to
from units.scope import scope_of

#: The job that imports; the page lists the latest ones.
KIND = "campaigns.import_workbook"
LATEST = 5
#: Levels whose unions launch no campaign.
LOW = (Level.GRASSROOTS, Level.SUB, Level.GROUP)


def importing_unions(user: User) -> QuerySet[Union]:
    """The unions that could launch campaigns among those that a person acts for, in the order of founding here."""
    return Union.objects.filter(pk__in=scope_of(user).writing_ids).exclude(level__in=LOW).order_by("pk")


def imports_of(user: User) -> QuerySet[Job]:
    """The imports that a person may look at, newest first."""
    return jobs_visible_to(user).filter(kind=KIND).select_related("created_by__person").order_by("-pk")
