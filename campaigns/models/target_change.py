"""A change of a target that stands in a signed pledge: asked by the union, answered by the federation."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.choices import ChangeState
from campaigns.models.indicator import Target
from common.fields import DayField, FixedPointField, within_years


class TargetChange(models.Model):
    """A union's request to replace a target that it has signed, with the document behind it.

    `target` is the version as signed, `result` the one that the approval put in force: both are kept and shown. Who
    asks does not answer.
    """

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="changes")
    value = FixedPointField(_("new target"))
    reason = models.CharField(_("reason"), max_length=300)
    document = models.CharField(_("document"), max_length=120)
    document_date = DayField(_("date of the document"))
    state = models.PositiveSmallIntegerField(
        _("state"), choices=ChangeState, default=ChangeState.WAITING.value
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    result = models.OneToOneField(Target, on_delete=models.PROTECT, null=True, related_name="change")

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("change of a signed target")
        constraints = [
            models.UniqueConstraint(
                fields=["target"],
                condition=Q(state=ChangeState.WAITING),
                name="target_change_one_waiting",
            ),
            models.UniqueConstraint(
                fields=["target"],
                condition=Q(state=ChangeState.APPROVED),
                name="target_change_one_approved",
            ),
            within_years("target_change_within_years", "document_date"),
            models.CheckConstraint(condition=Q(value__gte=0), name="target_change_not_negative"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(document=""), name="target_change_says_why"),
            models.CheckConstraint(
                condition=Q(
                    state=ChangeState.WAITING, answered_by=None, answered_at=None, result=None, answer=""
                )
                | Q(
                    state=ChangeState.APPROVED,
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                    result__isnull=False,
                )
                | Q(
                    ~Q(answer=""),
                    state=ChangeState.DECLINED,
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                    result=None,
                ),
                name="target_change_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by")),
                name="target_change_answered_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target}: {self.value}"

    @property
    def grounds(self) -> str:
        """The document with its date, as papers name it."""
        return f"{self.document}, {self.document_date:%d/%m/%Y}"

    @property
    def approver(self) -> str:
        """Who answered, by name; "" while it waits."""
        return self.answered_by.person.full_name if self.answered_by else ""
