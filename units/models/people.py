"""People, their accounts, and the posts through which accounts act."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.fields import DayField, within_years
from common.search import SearchField, SortField
from units.choices import WRITING_ROLES, Role
from units.models.unions import Affiliation, Union
from units.on_a_day import DatedQuerySet, ends_after_start, one_without_end
from units.rules import plain_username


class PersonQuerySet(models.QuerySet["Person"]):
    """Sets of people."""

    def reached_by_mail(self) -> Self:
        """Those who gave an address and have an open account: letters lead to pages that want a sign-in."""
        return self.exclude(email="").filter(user__is_active=True)


class Person(models.Model):
    """Somebody in the organisation; may have an account."""

    full_name = models.CharField(_("full name"), max_length=120)
    search = SearchField(max_length=250, of=("full_name",))
    sort_key = SortField(max_length=450, of=("full_name",))
    email = models.EmailField(_("e-mail"), blank=True)
    is_sample = models.BooleanField(_("sample data"), default=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")

    def __str__(self) -> str:
        return self.full_name


class UserManager(BaseUserManager["User"]):
    """Makes accounts; what they may do comes from posts alone."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Create an account with a hashed password; None leaves it unusable."""
        user = self.model(username=plain_username(username), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """The account that somebody signs in to by this name, however it was typed. Raises User.DoesNotExist."""
        return self.get(username=plain_username(username or ""))


@models.CharField.register_lookup
class Plain(models.Lookup):
    """`username__plain=True`: letters of ASCII in small, digits, `.`, `_`, `-` and nothing else. For a constraint."""

    lookup_name = "plain"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Each database by its own means: SQLite has no regular expressions where a constraint is checked."""
        column, params = self.process_lhs(compiler, connection)
        if connection.vendor == "sqlite":
            return f"{column} NOT GLOB '*[^a-z0-9._-]*'", params
        return f"{column} ~ '^[a-z0-9._-]*$'", params


class User(AbstractBaseUser):
    """An account. It carries no rights: they are computed from the posts that its person holds today."""

    username = models.CharField(_("user name"), max_length=80, unique=True)
    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, related_name="user", verbose_name=_("person")
    )
    is_active = models.BooleanField(_("active"), default=True)
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    password_expires_at = models.DateTimeField(_("password valid until"), null=True, blank=True)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, blank=True, help_text="empty: never chosen"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = []
    objects = UserManager()

    class Meta:
        verbose_name = _("account")
        # With `unique` above: no two names differ by their case or by a letter that looks the same.
        constraints = [
            models.CheckConstraint(condition=Q(username__plain=True) & ~Q(username=""), name="username_plain")
        ]

    def __str__(self) -> str:
        return self.username

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """The name as it is stored, whatever width and case it was typed in."""
        return plain_username(username)


class Post(models.Model):
    """A post in a union: its title as the union says it, and its role."""

    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(_("title"), max_length=120)
    role = models.CharField(_("role"), max_length=20, choices=Role)

    class Meta:
        verbose_name = _("post")
        ordering = ["union_id", "role", "pk"]
        constraints = [models.UniqueConstraint(fields=["union", "title"], name="post_title_once_a_union")]

    def __str__(self) -> str:
        return f"{self.title}, {self.union}"


class AppointmentQuerySet(DatedQuerySet["Appointment"]):
    """Sets of appointments."""

    def in_unions_that_last(self, day: date) -> Self:
        """Appointments in unions that have not left the tree by `day`."""
        return self.exclude(post__union__in=Affiliation.objects.of_unions_that_left(day).values("union_id"))

    def acting_on(self, day: date) -> Self:
        """Appointments through which somebody acts for a union on `day`; an inspector acts for none."""
        return self.on(day).in_unions_that_last(day).filter(post__role__in=WRITING_ROLES)


class Appointment(models.Model):
    """A person in a post, from–to (half-open)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    valid_from = DayField(_("valid from"))
    valid_to = DayField(_("valid to"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            within_years("appointment_within_years", "valid_from", "valid_to"),
            one_without_end("appointment_one_current", "person", "post"),
            ends_after_start("appointment_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.post}"
