"""Letters: what goes out by mail, with what became of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from units.choices import LetterFault, LetterState
from units.models.people import Person


class Letter(models.Model):
    """A mail to a person with the notices of one kind that came within minutes; its words are made when it is sent.

    `next_try_at` is when it is tried again, and at the same time until when it belongs to the worker that tries it;
    while one tries it, `fault` is empty.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=40)
    address = models.EmailField(_("e-mail"), help_text="where it went, or was tried last")
    state = models.CharField(_("state"), max_length=10, choices=LetterState, default=LetterState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"), null=True)
    fault = models.CharField(_("reason"), max_length=12, choices=LetterFault, blank=True)
    said = models.CharField(max_length=300, blank=True, help_text="the words of the mail server")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(_("sent"), null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=LetterState.SENT, sent_at__isnull=False)
                | ~models.Q(state=LetterState.SENT) & models.Q(sent_at__isnull=True),
                name="letter_sent_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state=LetterState.WAITING, next_try_at__isnull=False)
                | ~models.Q(state=LetterState.WAITING) & models.Q(next_try_at__isnull=True),
                name="letter_waiting_has_next_try",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=models.Q(state=LetterState.WAITING), name="letter_waiting"
            ),
            models.Index(fields=["state", "-id"], name="letter_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.address}: {self.state}"
