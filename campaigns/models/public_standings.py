"""The switch by which a federation shows the final standings of a phase on the open internet."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.phase import Phase


class PublicStandingsQuerySet(models.QuerySet["PublicStandings"]):
    """Sets of publications."""

    def in_force(self) -> Self:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class PublicStandings(models.Model):
    """The final standings of a phase shown without sign-in, from `published_at` until they were withdrawn.

    There is none until the federation says so. Only clusters that are final are shown.
    """

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="publications")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    objects = PublicStandingsQuerySet.as_manager()

    class Meta:
        verbose_name = _("standings on the open internet")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["phase"], condition=Q(withdrawn_at__isnull=True), name="standings_public_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by__isnull=True) | Q(withdrawn_at__isnull=False),
                name="standings_withdrawn_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phase_id}: {self.published_at}"
