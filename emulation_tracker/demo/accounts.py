"""The demo's accounts: invented people, one for each kind of user."""

from django.conf import settings
from django.utils.translation import gettext as _

from units.models import Person, Union, User

PASSWORD = "thidua-2024"
#: The accounts that are shown; the workbooks hold more, with the same password.
SHOWN = ("dongda", "badinh", "longbien", "liendoan", "kiemtra", "quantri", "hoidong")


def roles() -> dict[str, str]:
    """What each shown account is there to show."""
    return {
        "dongda": _("Union officer: enters results"),
        "badinh": _("Chair: signs the pledge"),
        "longbien": _("Cluster head"),
        "liendoan": _("Federation officer: launches, verifies, decides"),
        "kiemtra": _("Inspector: reads only"),
        "quantri": _("Administrator"),
        "hoidong": _("Council chair: leads the session, votes, settles ties"),
    }


def shown_accounts() -> list[dict[str, str]]:
    """The demo's accounts for the sign-in page and the terminal; none without a demo, and never in production."""
    if settings.PRODUCTION:
        return []
    users = User.objects.filter(username__in=SHOWN, person__is_sample=True).select_related("person")
    unions = {
        person_id: name
        for person_id, name in Person.objects.filter(user__in=users).values_list(
            "pk", "appointments__post__union__short_name"
        )
    }
    words = roles()
    rows = [
        {
            "username": user.username,
            "password": PASSWORD,
            "name": user.person.full_name,
            "role": words[user.username],
            "union": unions[user.person_id],
        }
        for user in users
    ]
    return sorted(rows, key=lambda row: SHOWN.index(row["username"]))


def signer_of(union: Union) -> User:
    """The demo account that signs for a union."""
    roles = ("chair", "vice_chair")
    return User.objects.filter(
        person__appointments__post__union=union, person__appointments__post__role__in=roles
    ).latest("pk")


def officer_of(union: Union) -> User:
    """The demo account that enters a union's figures."""
    return User.objects.filter(person__appointments__post__union=union, person__is_sample=True).earliest("pk")
