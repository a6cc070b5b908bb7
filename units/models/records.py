"""Documents, the audit trail, notices."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from units.choices import ByMail
from units.models.letters import Letter
from units.models.people import Person
from units.models.unions import Union
from units.notices import Words, words_of


class Document(models.Model):
    """An uploaded file with the hash of its content; stored under a generated name."""

    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="documents")
    file = models.FileField(upload_to="documents/%Y/%m", max_length=255)
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    is_private = models.BooleanField(default=False, help_text="read by its uploader alone")

    class Meta:
        verbose_name = _("document")

    def __str__(self) -> str:
        return self.name


class AuditEvent(models.Model):
    """Who did what to which row, with before and after.

    Appended without `sequence` and `chain_hash`; the clock's job puts it into the hash chain. No foreign keys,
    so that history never stands in the way of what it describes.
    """

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=120)
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    data = models.JSONField(default=dict)
    sequence = models.BigIntegerField(null=True, unique=True)
    chain_hash = models.CharField(max_length=64, blank=True)
    format = models.PositiveSmallIntegerField(default=1, help_text="canonical form that chain_hash is over")

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="audit_subject"),
            models.Index(fields=["id"], condition=models.Q(sequence__isnull=True), name="audit_unsealed"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type} {self.subject_id}"


class Notice(models.Model):
    """A message to a person: a kind and its values, put into words for each reader in the reader's language.

    The unique key makes a second `notify` of the same thing a no-op.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=160)
    values = models.JSONField(default=dict)
    url = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    by_mail = models.CharField(max_length=12, choices=ByMail, default=ByMail.PENDING)
    letter = models.ForeignKey(
        Letter, on_delete=models.PROTECT, null=True, related_name="notices", help_text="the letter it is in"
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="notice_once"),
            models.CheckConstraint(
                condition=models.Q(by_mail=ByMail.LETTER, letter__isnull=False)
                | ~models.Q(by_mail=ByMail.LETTER) & models.Q(letter__isnull=True),
                name="notice_in_letter_or_not",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"], condition=models.Q(by_mail=ByMail.PENDING), name="notice_pending"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def words(self) -> Words:
        """What it says, in the language that is active; of one that nobody can read, that it is so."""
        try:
            return words_of(self.kind, self.values)
        except (LookupError, TypeError, ValueError):
            return Words(gettext("This message cannot be shown any more."), "", "", "")

    @property
    def title(self) -> str:
        """What it says in one line."""
        return self.words.title

    @property
    def body(self) -> str:
        """What else it says; "" for nothing."""
        return self.words.body
