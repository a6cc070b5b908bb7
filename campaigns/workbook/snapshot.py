"""What the database holds of the rows that a workbook names, read in a constant number of queries a batch of codes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from campaigns.choices import PledgeStatus
from campaigns.models import Campaign, Signature
from campaigns.workbook import stored
from campaigns.workbook.reading import Book
from campaigns.workbook.stored import Identity, Known, by_identity, person_key
from units.actors import Actor, System
from units.models import Post, User
from units.rules import ancestors_of
from units.scope import scope_of

BATCH = 5000


@dataclass
class Snapshot:
    """Stored rows by sheet and identity, and what they allow."""

    known: dict[str, dict[Identity, Known]]
    campaign: Campaign | None = None
    parents: dict[str, int] = field(default_factory=dict)
    persons: dict[Identity, int] = field(default_factory=dict)
    accounts: dict[str, tuple[int, str, str, bool]] = field(default_factory=dict)
    posts: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    pledged: set[str] = field(default_factory=set)
    closed: set[Identity] = field(default_factory=set)
    #: Paths and ids of the unions that the importer acts for; None: the system itself, which may do everything.
    acts_for: dict[int, str] | None = None
    importer: User | None = None
    #: Unions that the importer administers: there an administrator may also appoint himself.
    administers: set[int] = field(default_factory=set)

    def reaches(self, known: Known) -> bool:
        """The importer keeps this stored union."""
        if self.acts_for is None:
            return True
        return known.pk in self.acts_for or not set(ancestors_of(known.path)).isdisjoint(self.acts_for)

    def may_act_for(self, union_id: int) -> bool:
        """The importer acts for this very union."""
        return self.acts_for is None or union_id in self.acts_for

    @property
    def on_top(self) -> bool:
        """The importer acts for a union that nothing stands above, or is the system itself."""
        return self.acts_for is None or any(ancestors_of(p) == [i] for i, p in self.acts_for.items())


def _filled(book: Book, *places: tuple[str, str]) -> set[str]:
    """The texts of some columns."""
    return {str(value) for sheet, key in places for row in book.pages[sheet].rows if (value := row.get(key))}


def _batches(values: Iterable[str], condition: Callable[[list[str]], Q]) -> Iterator[Q]:
    ordered = sorted(values)
    for start in range(0, len(ordered), BATCH):
        yield condition(ordered[start : start + BATCH])


def take(book: Book, by: Actor, now: datetime) -> Snapshot:
    """Read what the workbook's rows are compared with; `now` decides which deadlines have passed."""
    snapshot = Snapshot(known={key: {} for key in book.pages})
    if not isinstance(by, System):
        scope = scope_of(by)
        snapshot.acts_for = {p.union_id: p.path for p in scope.current if p.union_id in scope.writing_ids}
        snapshot.importer = by
        snapshot.administers = {i for i in scope.writing_ids if scope.administers(i)}
    _people(book, snapshot)
    _organisation(book, snapshot)
    _campaign(book, snapshot, now)
    return snapshot


def _people(book: Book, snapshot: Snapshot) -> None:
    rows = snapshot.known["people"]
    names = _filled(book, ("people", "username"))
    for where in _batches(names, lambda some: Q(person__user__username__in=some)):
        rows |= by_identity("people", stored.people(where))
    for where in _batches(
        _filled(book, ("people", "union")),
        lambda some: Q(post__union__code__in=some, person__user__isnull=True),
    ):
        rows |= by_identity("people", stored.people(where))
    snapshot.persons = {person_key(known.values): known.version for known in rows.values()}
    for where in _batches(names, lambda some: Q(username__in=some)):
        found = User.objects.filter(where).values_list(
            "username", "person_id", "person__full_name", "person__email", "person__is_sample"
        )
        snapshot.accounts |= {row[0]: row[1:] for row in found}
    snapshot.persons |= {("", name): row[0] for name, row in snapshot.accounts.items()}
    for where in _batches(_filled(book, ("people", "union")), lambda some: Q(union__code__in=some)):
        for pk, code, title, role in Post.objects.filter(where).values_list(
            "pk", "union__code", "title", "role"
        ):
            snapshot.posts[code, title] = (pk, role)


def _organisation(book: Book, snapshot: Snapshot) -> None:
    known = snapshot.known
    codes = _filled(book, ("clusters", "code"), ("members", "cluster"), ("terms", "cluster"), ("tables", "cluster"), ("participants", "cluster"))  # fmt: skip
    for where in _batches(codes, lambda some: Q(code__in=some)):
        known["clusters"] |= by_identity("clusters", stored.clusters(where))
    for where in _batches(codes, lambda some: Q(cluster__code__in=some)):
        known["members"] |= by_identity("members", stored.members(where))
        known["terms"] |= by_identity("terms", stored.terms(where))
    named = _filled(
        book, ("unions", "code"), ("unions", "parent"), ("clusters", "owner"), ("members", "union"), ("terms", "leader"),
        ("terms", "deputy"), ("people", "union"), ("campaign", "owner"), ("participants", "union"), ("targets", "union"),
        ("results", "union"),
    )  # fmt: skip
    named |= {c.values["owner"] for c in known["clusters"].values()}
    named |= {m.values["union"] for m in known["members"].values()}
    named |= {p.values["union"] for p in known["people"].values()}
    for where in _batches(named, lambda some: Q(code__in=some)):
        known["unions"] |= by_identity("unions", stored.unions(where))
    held = {k.pk for k in known["unions"].values()}
    above = {i for k in known["unions"].values() for i in ancestors_of(k.path)} - held
    if above:
        known["unions"] |= by_identity("unions", stored.unions(Q(pk__in=above)))


def _campaign(book: Book, snapshot: Snapshot, now: datetime) -> None:
    codes = _filled(book, ("campaign", "code"), ("campaign", "parent"))
    parents = Campaign.objects.filter(code__in=codes)
    if snapshot.importer is not None:
        parents = parents & Campaign.objects.visible_to(snapshot.importer)
    snapshot.parents = dict(parents.values_list("code", "pk"))
    own = [row.get("code") for row in book.pages["campaign"].rows][:1]
    campaign = Campaign.objects.select_related("owner", "parent").filter(code__in=own).first()
    snapshot.campaign = campaign
    if campaign is None or not snapshot.may_act_for(campaign.owner_id):
        return  # what another federation's campaign holds would be told in the faults
    if campaign.parent:  # what is stored may be written again
        snapshot.parents[campaign.parent.code] = campaign.parent.pk
    snapshot.known["campaign"] = by_identity("campaign", stored.campaigns(Q(pk=campaign.pk)))
    readers = {
        "phases": stored.phases, "contents": stored.contents, "indicators": stored.indicators, "tables": stored.tables,
        "criteria": stored.criteria, "bands": stored.bands, "participants": stored.participants, "targets": stored.targets,
    }  # fmt: skip
    for key, reader in readers.items():
        snapshot.known[key] = by_identity(key, reader(campaign))
    snapshot.known["results"] = by_identity("results", stored.results(campaign, untouched=True))
    snapshot.closed = stored.closed_phases(campaign, now)
    signed = Signature.objects.filter(
        pledge__campaign=campaign, pledge__cluster__isnull=False, pledge__status__gte=PledgeStatus.SIGNING
    )
    snapshot.pledged = set(signed.values_list("union__code", flat=True))
