"""Whether a document or a hash that somebody holds is what was sealed, and else where it differs. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from campaigns.models import Phase, Seal, holding
from campaigns.permissions import may_read_seals
from campaigns.queries.facts import unions_read
from campaigns.services import sealing
from campaigns.services.sealing import Compared, Difference, Given, Place, Record
from common.errors import fault
from common.fields import from_units
from common.templatetags.look import moment
from common.text import format_figure
from units.models import User

#: What everybody who sees the standings sees of another union.
OF_OTHERS = {"name", "short_name", "sector", "table", "standing"}
OF_LINES = {"criterion", "points", "applies"}
#: Records that name what waited are read by who reads the whole document.
OF_FEDERATION = {"waited"}
#: Whole ten-thousandths, shown as the amounts that they are.
AMOUNTS = {
    "points", "of_base", "value", "carried", "base", "gate", "target", "lead_value", "lead_target", "summed",
    "rescaled", "cut", "most", "max_points", "min_points", "lowest", "below", "nominal", "target_share", "weight",
}  # fmt: skip


@dataclass(frozen=True)
class SelfCheck:
    """What was found of a document and of a hash."""

    #: The hash of the document; "" where none was given.
    computed: str = ""
    #: The seal whose document this is; None for none.
    same: Seal | None = None
    #: The seal that it was compared with, where it is another one's.
    against: Seal | None = None
    compared: Compared | None = None
    #: Why it was not compared with any.
    why: str = ""
    #: The hash that was written, and whose it is.
    wanted: str = ""
    named: Seal | None = None
    #: The seals that hold now, by their ids.
    in_force: frozenset[int] = frozenset()

    @property
    def is_other_hash(self) -> bool:
        """Both were given, and the hash is not that of the document."""
        return bool(self.computed and self.wanted) and self.computed != self.wanted

    @property
    def is_replaced(self) -> bool:
        """What it is was sealed, and a later revision holds."""
        seal = self.same or self.named
        return seal is not None and seal.pk not in self.in_force

    @property
    def is_right(self) -> bool:
        """What was given is what was sealed: the document, the hash, and each by the other where both were given."""
        given = [
            seal for is_given, seal in ((self.computed, self.same), (self.wanted, self.named)) if is_given
        ]
        return all(given) and not self.is_other_hash

    @property
    def told(self) -> list[str]:
        """What was found, a sentence each."""
        return list(filter(None, (*_of_hash(self), *_of_document_found(self))))


def _named(seal: Seal) -> dict[str, str]:
    return {
        "cluster": seal.cluster.name if seal.cluster else _("the unions in no cluster"),
        "revision": str(seal.revision),
        "time": moment(seal.sealed_at),
    }


def _of_hash(found: SelfCheck) -> Iterator[str]:
    """What is said of the hash that was written."""
    if found.wanted and found.named is None:
        yield _("Nothing with this hash was sealed in this phase.")
    elif found.named is not None:
        yield _("The hash is that of %(cluster)s, revision %(revision)s, sealed %(time)s.") % _named(
            found.named
        )
    if found.is_other_hash:
        yield _("The hash that you wrote is not the hash of your document.")


def _of_document_found(found: SelfCheck) -> Iterator[str]:
    """What is said of the document that was given."""
    if found.same is not None:
        words = _(
            "The document is the one of %(cluster)s, revision %(revision)s, sealed %(time)s, to the letter."
        )
        yield words % _named(found.same)
    if found.is_replaced:
        yield _("A later revision was sealed since, and holds now.")
    yield found.why
    if found.against is None or found.compared is None:
        return
    words = _("It was compared with that of %(cluster)s, revision %(revision)s, sealed %(time)s.")
    yield words % _named(found.against)
    if found.compared.has_more:
        yield _("More places differ; these are the first.")
    if found.compared.is_hidden:
        yield _("It also differs in what the unions concerned and the federation alone may read.")
    if found.compared == Compared():
        yield _("It says the same, but is written in another way, so that its hash is another.")


def self_check(phase: Phase, user: User, document: bytes, wanted: str) -> SelfCheck:
    """Look a document, a hash or both up among what was sealed of the phase. Nothing is kept.

    Places are named as far as the person sees them anyway: of other unions what the standings show. Raises
    ValidationError for what is no document.
    """
    seals = Seal.objects.filter(phase=phase, sealed_at__isnull=False).select_related("cluster")
    found: dict[str, Any] = {
        "wanted": wanted,
        "named": seals.defer("document").filter(sha256=wanted).first() if wanted else None,
        "in_force": frozenset(holding(sealed=True).filter(phase=phase).values_list("pk", flat=True)),
    }
    if document:
        try:
            found |= _of_document(phase, user, Given(document), seals)
        except Difference as difference:
            raise fault("document", str(difference)) from difference
    return SelfCheck(**found)


def _of_document(phase: Phase, user: User, given: Given, seals: Any) -> dict[str, Any]:
    computed = given.sha256()
    same = seals.defer("document").filter(sha256=computed).first()
    if same is not None:
        return {"computed": computed, "same": same}
    head = _head_of(given)
    against, why = _meant(phase, head, seals)
    if against is None:
        return {"computed": computed, "why": why}
    read = partial(sealing.read, bytes(against.document or b""), against.format)
    compared = sealing.compare_given(read, given, _sees(phase, user))
    compared.places = [_readable(place) for place in compared.places]
    return {"computed": computed, "against": against, "compared": compared}


def _head_of(given: Given) -> dict[str, Record]:
    """Its first records by their kinds: what the document says of itself."""
    found: dict[str, Record] = {}
    for number, record in enumerate(given.records()):
        if number < 2:
            found[record["record"]] = record
    return found


def _meant(phase: Phase, head: dict[str, Record], seals: Any) -> tuple[Seal | None, str]:
    """The seal that a document says it is, or why there is none."""
    said = head.get("phase", {})
    campaign, cluster = said.get("campaign"), said.get("cluster")
    names = [str(part.get("code", "")) if isinstance(part, dict) else "" for part in (campaign, cluster)]
    if "seal" not in head or not said:
        return None, _("The file does not begin as a sealed document does. Give the whole file.")
    if [names[0], said.get("number"), said.get("sector")] != [
        phase.campaign.code,
        phase.number,
        phase.sector,
    ]:
        told = _("It is the document of another campaign or phase: %(code)s, phase %(number)s.")
        return None, told % {"code": names[0][:40], "number": str(said.get("number"))[:10]}
    rows = seals.filter(cluster__code=names[1]) if names[1] else seals.filter(cluster__isnull=True)
    revision = head["seal"].get("revision")
    own = rows.filter(revision=revision).first() if _is_number(revision) else None
    found = own or rows.order_by("-revision").first()
    return found, "" if found else _("Nothing was sealed of the cluster %(code)s.") % {
        "code": names[1][:40] or "–"
    }


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 31


def _sees(phase: Phase, user: User) -> sealing.Sees:
    """What the person may be told of the sealed document."""
    if may_read_seals(user, phase):
        return lambda _kind, _union, _path: True
    own = unions_read(user).filter(participations__phase=phase).values_list("code", flat=True)
    mine = set(own)

    def sees(kind: str, union: str, path: list[str]) -> bool:
        if kind != "participant":
            return kind not in OF_FEDERATION
        if union in mine or len(path) == 1:
            return True
        if path[1] == "lines":
            return len(path) == 3 or path[3] in OF_LINES if len(path) > 2 else False
        return path[1] in OF_OTHERS

    return sees


def _readable(place: Place) -> Place:
    """Amounts as people write them."""
    if place.where.rsplit(" / ", 1)[-1] not in AMOUNTS:
        return place
    return Place(place.where, _amount(place.sealed), _amount(place.given))


def _amount(text: str) -> str:
    is_whole = text.lstrip("-").isdecimal() and len(text) < 20
    return format_figure(from_units(int(text))) if is_whole else text
