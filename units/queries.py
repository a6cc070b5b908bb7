"""Reads that serve the pages of the organisation's own records: notices, jobs, accounts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from common.pages import Badge
from common.search import matching
from common.text import searchable
from units.choices import WRITING_ROLES, AccountState, JobState, Level
from units.models import Appointment, Job, Notice, Person, Union, User
from units.models.unions import UnionQuerySet
from units.scope import scope_of

#: Levels whose staff look after the jobs that the clock asked for.
LEVELS_THAT_KEEP_JOBS = (Level.CONFEDERATION, Level.CITY, Level.SECTOR)


def notices_of(user: User) -> QuerySet[Notice]:
    """A person's notices, unread first, then the newest."""
    return Notice.objects.filter(person_id=user.person_id).order_by(
        F("read_at").desc(nulls_first=True), "-created_at", "-pk"
    )


def unread_notices(user: User) -> QuerySet[Notice]:
    """A person's unread notices, the newest first."""
    return Notice.objects.filter(person_id=user.person_id, read_at__isnull=True).order_by(
        "-created_at", "-pk"
    )


#: Kinds of jobs that their askers alone look at.
private_jobs: set[str] = set()


def jobs_visible_to(user: User) -> QuerySet[Job]:
    """One's own jobs; for staff of a federation also its own of the clock, and those of the people at or below it, but
    for the private ones."""
    own = Q(created_by=user)
    scope = scope_of(user)
    if not Union.objects.filter(pk__in=scope.writing_ids, level__in=LEVELS_THAT_KEEP_JOBS).exists():
        return Job.objects.filter(own)
    below = Appointment.objects.begun_by(scope.day).filter(
        scope.below("post__union__"), post__role__in=WRITING_ROLES
    )
    staff = Q(created_by__isnull=True, owner__in=scope.writing_ids) | Q(
        created_by__person_id__in=below.values("person_id")
    )
    return Job.objects.filter(own | staff & ~Q(kind__in=private_jobs))


def standing_still(jobs: QuerySet[Job], *, now: datetime) -> QuerySet[Job]:
    """Jobs that failed, and those that nobody has begun for a minute though their time has come."""
    late = now - timedelta(minutes=1)
    unclaimed = Q(state=JobState.QUEUED, created_at__lt=late) | Q(state=JobState.RUNNING, lease_until__lt=now)
    return jobs.filter(
        Q(state=JobState.FAILED) | unclaimed & (Q(due_at__isnull=True) | Q(due_at__lt=late))
    ).select_related("created_by__person", "owner")


@dataclass(frozen=True)
class JobHead:
    """The heading of a job's page and the kind of its surface: ok, fault, or "" while it works."""

    title: str
    kind: str


def job_head(job: Job, *, has_faults: bool) -> JobHead:
    """What became of a job; one that is done may still have found something to put right."""
    match job.state:
        case JobState.DONE if has_faults:
            return JobHead(_("There is something to put right"), "fault")
        case JobState.DONE:
            return JobHead(_("The work is done"), "ok")
        case JobState.FAILED:
            return JobHead(_("The work could not be finished"), "fault")
    return JobHead(_("Work under way"), "fault" if has_faults else "")


# --- Accounts ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class AccountRow:
    """A person with the account, if any, its state, and the posts held on the day of the page."""

    person: Person
    account: User | None
    state: AccountState
    held: list[Appointment]


def administered_unions(user: User) -> UnionQuerySet:
    """The unions whose accounts a person keeps: those at or below one administered today, or to be placed there."""
    return Union.objects.filter(scope_of(user).below_administered())


def people_reached(user: User) -> QuerySet[Person]:
    """People who hold, held or will hold a post in a union that `user` administers, or that left the tree there."""
    reached = Appointment.objects.filter(scope_of(user).last_below_administered("post__union__"))
    return Person.objects.filter(pk__in=reached.values("person_id"))


def posts_elsewhere(user: User, day: date) -> QuerySet[Appointment]:
    """Posts held on `day` or later in unions that `user` does not administer: whose holder is not the user's to manage.

    A post in a union that has left the tree lets nobody act any more, so it binds nobody either.
    """
    lasting = Appointment.objects.lasting(day).in_unions_that_last(day)
    return lasting.exclude(scope_of(user).below_administered("post__union__"))


def without_password(now: datetime, prefix: str = "") -> Q:
    """A condition for open accounts without a usable password: never given one, or the first one ran out unused."""
    none = Q(**{f"{prefix}password__startswith": UNUSABLE_PASSWORD_PREFIX})
    ran_out = Q(**{f"{prefix}must_change_password": True, f"{prefix}password_expires_at__lte": now})
    return Q(**{f"{prefix}is_active": True}) & (none | ran_out)


def account_filter(state: str, now: datetime) -> Q:
    """People whose account is in a state of the list's filter; everybody for a state that is none."""
    first = Q(user__is_active=True, user__must_change_password=True, user__password_expires_at__gt=now)
    conditions = {
        "without": without_password(now, "user__"),
        "first": first & ~Q(user__password__startswith=UNUSABLE_PASSWORD_PREFIX),
        "none": Q(user__isnull=True),
        "closed": Q(user__is_active=False),
    }
    return conditions.get(state, Q())


def account_list(
    user: User, *, now: datetime, text: str = "", state: str = "", union: Union | None = None, day: date
) -> QuerySet[Person]:
    """People within reach by name, with their accounts.

    Narrowed by words of the name or user name, by state, and to those who hold a post at or below `union` on `day`.
    """
    found = people_reached(user).filter(account_filter(state, now)).select_related("user")
    if union is not None:
        found = found.filter(pk__in=holders_below(union, day).values("person_id"))
    if text := text.strip():
        found = found.filter(
            matching(text, "search") | Q(user__username__icontains=searchable(text).replace(" ", ""))
        )
    return found.order_by("sort_key", "pk")


def holders_below(union: Union, day: date) -> QuerySet[Appointment]:
    """Appointments on `day` in the union and all unions that stand below it then, along either line."""
    paths = union.affiliations.on(day).values_list("path", flat=True)
    below = Q(post__union=union)
    for path in paths:
        below |= Q(post__union__in=Union.objects.within(path, day=day).values("pk"))
    return Appointment.objects.on(day).filter(below)


def accounts_waiting(user: User, union: Union, now: datetime) -> QuerySet[User]:
    """Accounts without a usable password that `user` may give one, by union and name."""
    return accounts_below(user, union, now, without_password(now))


def issued_unused(now: datetime, ends: datetime | None = None) -> Q:
    """A condition for open accounts whose first password nobody has used; those of one issue where its end is given."""
    still = Q(password_expires_at__gt=now) if ends is None else Q(password_expires_at=ends)
    return Q(is_active=True, must_change_password=True) & still


def last_issue(user: User, union: Union, now: datetime) -> Mapping[str, object] | None:
    """The latest issue of several first passwords that are all unused: when they end, and how many they are."""
    found = accounts_below(user, union, now, issued_unused(now)).order_by()
    issues = found.values("password_expires_at").annotate(number=Count("pk")).order_by("-password_expires_at")
    return issues.filter(number__gt=1).first()


def accounts_below(user: User, union: Union, now: datetime, which: Q) -> QuerySet[User]:
    """Accounts of this kind that `user` may give a first password, by union and name.

    Those of people who hold a post at or below `union` on the day of `now`.
    """
    day = timezone.localdate(now)
    below = holders_below(union, day)
    first = below.filter(person=OuterRef("person")).order_by("post__union__sort_key", "post__union_id")
    return (
        User.objects.filter(
            which,
            Q(person__in=people_reached(user)) & Q(person__in=below.values("person_id")),
        )
        .exclude(person__in=posts_elsewhere(user, day).values("person_id"))
        .exclude(person_id=user.person_id)
        .annotate(
            place=Subquery(first.values("post__union__sort_key")[:1]),
            place_id=Subquery(first.values("post__union_id")[:1]),
        )
        .order_by("place", "place_id", "person__sort_key", "pk")
    )


def account_state(account: User | None, now: datetime) -> AccountState:
    """Where an account stands."""
    if account is None:
        return AccountState.NONE
    if not account.is_active:
        return AccountState.CLOSED
    if not account.has_usable_password():
        return AccountState.WITHOUT
    if account.must_change_password:
        ends = account.password_expires_at
        return AccountState.EXPIRED if ends is not None and ends <= now else AccountState.FIRST
    return AccountState.IN_USE


def account_rows(people: Iterable[Person], now: datetime, day: date) -> list[AccountRow]:
    """Rows of people loaded with their accounts; one query for the posts of all."""
    people = list(people)
    held: dict[int, list[Appointment]] = {}
    posts = Appointment.objects.on(day).filter(person__in=people).select_related("post__union")
    for one in posts.order_by("valid_from", "pk"):
        held.setdefault(one.person_id, []).append(one)
    rows = []
    for person in people:
        account = getattr(person, "user", None)
        rows.append(AccountRow(person, account, account_state(account, now), held.get(person.pk, [])))
    return rows


def account_badge(state: AccountState) -> Badge:
    """Where an account stands."""
    kind, icon = {
        AccountState.IN_USE: ("ok", "check"),
        AccountState.FIRST: ("wait", "clock"),
        AccountState.WITHOUT: ("fault", "key"),
        AccountState.EXPIRED: ("fault", "key"),
        AccountState.CLOSED: ("lock", "lock"),
    }.get(state, ("plain", "ring"))
    return Badge(kind, icon, str(state.label))
