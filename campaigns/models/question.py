"""What the appraiser asks about a figure, and what its union answers."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.choices import ResultStatus
from campaigns.models.participation import Result

#: How long a question and an answer may be, in letters.
QUESTION, ANSWER = 300, 600


class FigureQuestionQuerySet(models.QuerySet["FigureQuestion"]):
    """Sets of questions."""

    def unanswered(self) -> Self:
        """Those that nobody has answered."""
        return self.filter(answered_at__isnull=True)

    def asked_of_unions(self) -> Self:
        """Those that still ask something: without an answer, of figures that wait for their appraisal."""
        return self.unanswered().filter(result__status=ResultStatus.SUBMITTED)


class FigureQuestion(models.Model):
    """A question about a submitted figure: the figure stays submitted and counts as before, whatever is answered.

    The union answers it, also after the close. A figure has one question without an answer at a time.
    """

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="questions")
    text = models.CharField(_("question"), max_length=QUESTION)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(_("answer"), max_length=ANSWER, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    objects = FigureQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question about a figure")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["result"],
                condition=Q(answered_at__isnull=True),
                name="figure_question_one_open",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="figure_question_says_what"),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | Q(~Q(answer=""), answered_by__isnull=False, answered_at__isnull=False),
                name="figure_question_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result_id}: {self.text}"

    @property
    def is_open(self) -> bool:
        """Nobody has answered it."""
        return self.answered_at is None
