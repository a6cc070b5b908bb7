"""What the organisation's pages are asked."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.forms import DayField, PageForm
from common.text import parse_figure
from units.choices import Role
from units.models import Union, User
from units.models.unions import UnionQuerySet
from units.rules import USERNAME, plain_username
from units.services import signin, usernames
from units.services.headcounts import whole_asked


def paused_words(wait: int) -> str:
    """What is said while no password is looked at for so many seconds."""
    told = ngettext(
        "There were too many failed attempts. Please try again in %(count)s second; your password has not changed.",
        "There were too many failed attempts. Please try again in %(count)s seconds; your password has not changed.",
        wait,
    )
    return told % {"count": wait}


class PasswordAgain(PageForm):
    """A form of an act that cannot be taken back: it asks for the password once more, and slows guessing down too."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=gettext_lazy("Asked again, so that nobody else acts at your open screen."),
    )

    def __init__(self, *args: Any, user: User, now: datetime, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.now, self.address = user, now, address
        self.fields["password"].widget.attrs["class"] = "field-md"
        self.order_fields([*(name for name in self.fields if name != "password"), "password"])

    def clean_password(self) -> str:
        """The password of this very account. Raises ValidationError, also while too many failed before."""
        given: str = self.cleaned_data["password"]
        door = {"username": self.user.get_username(), "address": self.address}
        if wait := signin.pause_left(**door, now=self.now):
            raise ValidationError(paused_words(wait))
        if not self.user.check_password(given):
            signin.count_failure(**door, now=self.now)
            raise ValidationError(_("This is not the password of your account. Please type it once more."))
        return given


class SignInForm(AuthenticationForm):
    """Sign-in that slows guessing down and says when a first password has run out."""

    def __init__(self, *args: Any, now: datetime, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.address = now, address

    def clean(self) -> dict[str, Any]:
        """Look at the password unless too many failed before. Raises ValidationError, saying what to do next."""
        username = self.cleaned_data.get("username") or ""
        wait = signin.pause_left(username=username, address=self.address, now=self.now)
        if wait:
            raise ValidationError(paused_words(wait), code="paused")
        try:
            cleaned = super().clean()
        except ValidationError as error:
            if error.code == "invalid_login":
                signin.count_failure(username=username, address=self.address, now=self.now)
            raise
        if self.get_user() is not None:
            signin.forget_failures(username=username, address=self.address)
        return cleaned

    def confirm_login_allowed(self, user: Any) -> None:
        """Refuse a closed account and a first password that has run out. Raises ValidationError."""
        super().confirm_login_allowed(user)
        if user.must_change_password and user.password_expires_at and user.password_expires_at <= self.now:
            raise ValidationError(
                _(
                    "This first password ran out on %(day)s. Please ask the administrator of your union,"
                    " or of the one above it, for a new one."
                )
                % {"day": f"{timezone.localtime(user.password_expires_at):%d/%m/%Y}"},
                code="expired",
            )


class OwnPasswordForm(PasswordChangeForm):
    """One's own password in place of the one that one has."""

    def clean(self) -> dict[str, Any]:
        """Refuse the old password as the new one: the administrator who handed it over would still know it."""
        cleaned = super().clean() or self.cleaned_data
        new = cleaned.get("new_password1")
        if new and new == cleaned.get("old_password"):
            self.add_error("new_password1", _("Please choose another password than the one that you have."))
        return cleaned


#: As many unions are named when what was typed is none of them.
NEAR = 8


class UsernameField(forms.CharField):
    """A user name as it is easily typed on any keyboard; its case and width do not matter."""

    def __init__(self, **options: Any) -> None:
        typed = {"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
        label = gettext_lazy("Username")
        super().__init__(label=label, max_length=80, widget=forms.TextInput(attrs=typed), **options)

    def to_python(self, value: Any) -> str:
        """The name in its plain form."""
        return plain_username(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        """Raise ValidationError, saying what a name is, for anything else."""
        super().validate(value)
        if value and not USERNAME.fullmatch(value):
            raise ValidationError(usernames.HELP, code="invalid")


class AccountForm(PageForm):
    """The user name of an account that is to be opened."""

    username = UsernameField(help_text=usernames.HELP)
    widths = {"username": "field-md"}


class PostForm(PageForm):
    """A post for a person, in a union that the administrator reaches."""

    union = forms.CharField(
        label=gettext_lazy("Union"),
        max_length=200,
        help_text=gettext_lazy("Its code, or its name as the organisation's page writes it."),
        widget=forms.TextInput(attrs={"list": "unions", "autocomplete": "off"}),
    )
    title = forms.CharField(
        label=gettext_lazy("Title of the post"),
        max_length=120,
        help_text=gettext_lazy("As the union says it, for example Chủ tịch, Phó Chủ tịch, Cán bộ thi đua."),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("What the post may do"),
        choices=Role.choices,
        initial=Role.OFFICER,
        help_text=gettext_lazy(
            "Chair and vice chair sign; an officer enters; an administrator also keeps accounts;"
            " an inspector only reads."
        ),
    )
    since = DayField(label=gettext_lazy("From"))
    widths = {"union": "field-lg", "title": "field-md", "role": "field-md", "since": "field-sm"}

    def __init__(self, *args: Any, unions: UnionQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unions = unions

    def clean_union(self) -> Union:
        """The union by its code or its name. Raises ValidationError for none, and for several of that name."""
        text = self.cleaned_data["union"].strip()
        found = list(self.unions.filter(code__iexact=text)[:2]) or list(
            self.unions.filter(Q(name=text) | Q(short_name=text))[:2]
        )
        if not found:
            raise ValidationError(self._near(text))
        if len(found) > 1:
            raise ValidationError(_("Several unions have this name. Please enter the code."))
        return found[0]

    def _near(self, text: str) -> str:
        """That no union is called so, with the first few whose name or code has these words."""
        near = list(self.unions.matching(text).order_by("sort_key", "pk")[: NEAR + 1])
        if not near:
            return _("No union of yours has this code or name. Look it up on the organisation's page.")
        names = ", ".join(f"{union.short_name} ({union.code})" for union in near[:NEAR])
        more = " …" if len(near) > NEAR else ""
        return _("No union of yours is called so. Please enter the code of the one you mean: %(names)s") % {
            "names": names + more
        }


class PersonForm(PostForm):
    """A new person with a post, and with an account when there is a user name."""

    full_name = forms.CharField(label=gettext_lazy("Full name"), max_length=120)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("Notices are sent there."),
    )
    username = UsernameField(
        required=False,
        help_text=gettext_lazy("For an account with a first password. Empty: no account for now."),
    )
    field_order = ["full_name", "email", "union", "title", "role", "since", "username"]
    widths = {**PostForm.widths, "full_name": "field-lg", "email": "field-lg", "username": "field-md"}


class EndForm(PageForm):
    """Ending an appointment: from which day on the post is not held any more."""

    on = DayField(
        label=gettext_lazy("First day without the post"),
        help_text=gettext_lazy("Up to the day before, everything that the post may do remains possible."),
    )
    widths = {"on": "field-sm"}


class CountField(forms.CharField):
    """A number of people as they are typed: `1.234`. Empty is None, which is not 0."""

    def __init__(self, **options: Any) -> None:
        typed = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(max_length=20, widget=forms.TextInput(attrs=typed), **options)

    def clean(self, value: Any) -> Any:
        """The number. Raises ValidationError, saying what to type, for anything but a whole one."""
        number = parse_figure(super().clean(value))
        if number is None:
            return None
        if number != int(number):
            raise ValidationError(whole_asked())
        return int(number)


class HeadcountForm(PageForm):
    """How many people a union has as of a day, and where the numbers come from."""

    as_of = DayField(
        label=gettext_lazy("As of"),
        help_text=gettext_lazy(
            "The day that the numbers were counted on. Numbers of the same day are corrected."
        ),
    )
    members = CountField(label=gettext_lazy("Union members"))
    women = CountField(
        label=gettext_lazy("Women among them"),
        required=False,
        help_text=gettext_lazy("Empty: not known."),
    )
    direct_workers = CountField(
        label=gettext_lazy("Direct workers among them"),
        required=False,
        help_text=gettext_lazy("Empty: not known."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=300,
        help_text=gettext_lazy("For example: Báo cáo số 12/BC-LĐLĐ, 30/6/2026."),
    )
    widths = {
        "as_of": "field-sm",
        "members": "field-sm",
        "women": "field-sm",
        "direct_workers": "field-sm",
        "source": "field-lg",
    }
