"""Facts from outside that a table may score, ask for or downgrade by: an award held, a rating, a reprimand."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.choices import FactKind
from campaigns.models.participation import Participant
from common.fields import DayField, within_years
from units.models import Document, Union, User
from units.scope import scope_of


class ExternalFactQuerySet(models.QuerySet["ExternalFact"]):
    """Sets of facts."""

    def standing(self) -> Self:
        """Facts that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def visible_to(self, user: User) -> Self:
        """Facts of unions at or below a post; to an ended post those that were recorded by then. Nobody else's: other
        unions read at most that a grade was lowered as the rules provide."""
        return self.filter(scope_of(user).reads(self.model, "union", "recorded_at"))


class ExternalFact(models.Model):
    """Something that a document says of a union on a day.

    `grade` tells facts of a kind apart (a reprimand from a warning); `grade_key` is the grade as it is compared.
    `document_key` is the document's number as it is compared: one document counts once in a criterion. What was entered
    by mistake is withdrawn with a reason and never deleted. `source` names the row of another app that it came from.
    """

    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="facts")
    kind = models.CharField(_("kind"), max_length=14, choices=FactKind)
    grade = models.CharField(_("what exactly"), max_length=80, blank=True)
    grade_key = models.CharField(max_length=80, blank=True, editable=False)
    day = DayField(_("date"))
    number = models.CharField(_("number of the document"), max_length=120)
    document_key = models.CharField(max_length=120, editable=False)
    issued_by = models.CharField(_("issued by"), max_length=200, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    source = models.CharField(max_length=60, blank=True, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.CharField(max_length=300, blank=True)

    objects = ExternalFactQuerySet.as_manager()

    class Meta:
        verbose_name = _("fact")
        ordering = ["-day", "-pk"]
        constraints = [
            within_years("fact_within_years", "day"),
            models.UniqueConstraint(
                fields=["union", "kind", "grade_key", "document_key"],
                condition=Q(withdrawn_at__isnull=True),
                name="fact_once",
            ),
            models.UniqueConstraint(
                fields=["source"],
                condition=~Q(source="") & Q(withdrawn_at__isnull=True),
                name="fact_source_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
                name="fact_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.union_id} {self.kind} {self.grade} {self.number}"


class CountedFact(models.Model):
    """A fact that one revision counted for a participant: frozen, so that a fact recorded later moves no sealed points.

    No foreign keys in the database, as for the lines beside which it is written.
    """

    pk = models.CompositePrimaryKey("participant_id", "revision", "fact_id")
    participant = models.ForeignKey(
        Participant,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="counted_facts",
    )
    revision = models.PositiveIntegerField()
    fact = models.ForeignKey(
        ExternalFact, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    is_of_period = models.BooleanField(help_text="its day lies in the period of the phase")

    class Meta:
        verbose_name = _("fact that was counted")

    def __str__(self) -> str:
        return f"{self.participant_id} r{self.revision}: {self.fact_id}"
