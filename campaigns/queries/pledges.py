"""Reads of the pledge pages: the list, the paper, who has signed, who may draft what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from campaigns.choices import IndicatorKind, PledgeStatus, TargetKind
from campaigns.explanations import figure_text
from campaigns.models import Campaign, Pledge, Signature, Target
from common.formats import canonical_hash
from common.text import format_figure
from units.choices import GRASSROOTS, Role
from units.models import Appointment, Cluster, ClusterTerm, Union, User
from units.rules import signing_prefixes
from units.scope import HeldPost, scope_of

#: How many indicators fit side by side on the paper.
COLUMNS = 6
#: Kinds of figures that add up over the parties; a sum of percentages would mean nothing.
SUMMED = (IndicatorKind.NUMBER, IndicatorKind.MONEY)


# --- The document ---------------------------------------------------------------------------------------------------
def pledge_document(pledge: Pledge, *, commitment: str, place: str = "") -> dict[str, Any]:
    """The pledge as data: heading, commitment, and for each party the targets in force, figures and days as text.

    The campaign says which kind of targets, and the document too as `targets` (one that was made before it said so
    holds registered ones). Three queries whatever the number of parties. A pledge of clusters' representatives carries
    no targets.
    """
    signatures = list(pledge.signatures.select_related("union", "cluster"))
    targets = Target.objects.filter(
        indicator__campaign=pledge.campaign,
        union__in=[s.union_id for s in signatures],
        kind=pledge.campaign.pledged_targets,
        is_current=True,
    )
    values = {(t.union_id, t.indicator_id): t.value for t in targets} if pledge.cluster_id else {}
    held = {indicator_id for _union, indicator_id in values}
    used = [i for i in pledge.campaign.indicators.all() if i.pk in held]
    parties = []
    for s in signatures:
        row = [values.get((s.union_id, i.pk)) for i in used]
        parties.append(
            {
                "code": s.union.code,
                "name": s.union.short_name,
                "cluster": s.cluster.name if s.cluster else "",
                "targets": [
                    figure_text(v, kind=i.kind, decimals=i.decimals) for v, i in zip(row, used, strict=True)
                ]
                if any(v is not None for v in row)
                else [],
            }
        )
    totals = [
        format_figure(sum((v for (_u, pk), v in values.items() if pk == i.pk), Decimal(0)), i.decimals)
        if i.kind in SUMMED
        else ""
        for i in used
    ]
    return {
        "title": pledge.title,
        "campaign": pledge.campaign.name,
        "theme": pledge.campaign.theme,
        "federation": pledge.campaign.owner.name,
        "federation_short": pledge.campaign.owner.short_name,
        "cluster": pledge.cluster.name if pledge.cluster else "",
        "place": place,
        "targets": pledge.campaign.pledged_targets,
        "indicators": [{"code": i.code, "name": i.short_name, "unit": i.unit_of_measure} for i in used],
        "parties": parties,
        "totals": totals,
        "commitment": commitment,
    }


def kind_of(document: dict[str, Any]) -> str:
    """The kind of targets that stands in a pledge's text."""
    return str(document.get("targets", TargetKind.REGISTERED.value))


def unions_without_targets(document: dict[str, Any]) -> list[str]:
    """Names of the parties of a cluster's pledge that have no target in it yet."""
    return [p["name"] for p in document["parties"] if document["cluster"] and not p["targets"]]


def paper_tables(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The table of targets cut into pieces of at most six indicators: heads, rows (name, figures) and the sum row."""
    heads = [
        {"name": i["name"], "unit": "" if i["unit"].casefold() in i["name"].casefold() else i["unit"]}
        for i in document["indicators"]
    ]
    for at in range(0, len(heads), COLUMNS):
        cut = slice(at, at + COLUMNS)
        totals = document.get("totals", [])[cut]
        yield {
            "heads": heads[cut],
            "rows": [(p["name"], (p["targets"] or [""] * len(heads))[cut]) for p in document["parties"]],
            "totals": totals if any(totals) else [],
        }


# --- One pledge -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Place:
    """A party's place under the pledge, as the paper and the list of signers show it."""

    signature: Signature
    union: Union
    cluster: Cluster | None
    #: What stands above the name: on whose behalf (TM.), for whom (KT.), the post.
    lines: tuple[str, ...]
    #: Who signed, or who is expected to, with the post.
    name: str
    title: str
    #: The person who looks may sign here now.
    is_mine: bool
    #: How many targets the union has in the document.
    targets: int

    @property
    def signed_at(self) -> datetime | None:
        """When it was signed."""
        return self.signature.signed_at


def places_of(pledge: Pledge, *, user: User, document: dict[str, Any], today: date) -> list[Place]:
    """The parties in their order, with the expected signer where nobody has signed; two queries."""
    signatures = list(pledge.signatures.select_related("union", "cluster"))
    open_unions = [s.union_id for s in signatures if not s.signed_at]
    chairs = {
        union_id: (name, title)
        for union_id, name, title in Appointment.objects.on(today)
        .filter(post__union_id__in=open_unions, post__role=Role.CHAIR)
        .order_by("-pk")
        .values_list("post__union_id", "person__full_name", "post__title")
    }
    counts = {p["code"]: sum(1 for t in p["targets"] if t) for p in document["parties"]}
    return [
        _place(s, scope_of(user).signs_for(s.union_id), chairs.get(s.union_id), counts.get(s.union.code, 0))
        for s in signatures
    ]


def _place(signature: Signature, mine: HeldPost | None, chair: tuple[str, str] | None, targets: int) -> Place:
    """One place. `mine` is the post through which the person who looks signs here, `chair` the name and
    title of the union's chair.
    """
    union = signature.union
    if signature.signed_at:
        name, title, deputy = signature.signer_name, signature.signer_title, signature.for_chair
    else:
        name, title = chair or ("", "Chủ tịch")
        deputy = False
    prefixes = signing_prefixes(deputy, is_grassroots=union.level in GRASSROOTS)
    return Place(
        signature=signature,
        union=union,
        cluster=signature.cluster,
        lines=(*prefixes, title.upper()),
        name=name,
        title=f"KT. {title}" if deputy else title,
        is_mine=mine is not None and not signature.signed_at,
        targets=targets,
    )


def parties_without_targets(places: Sequence[Place]) -> list[Place]:
    """The parties of a cluster's draft that have no target in it yet."""
    return [place for place in places if not place.targets]


def is_intact(pledge: Pledge, places: Sequence[Place]) -> bool:
    """The text, recomputed now, fits the hash that was circulated and every signature under it."""
    held = (pledge.format, pledge.sha256)
    return canonical_hash(pledge.document, pledge.format) == pledge.sha256 and all(
        (place.signature.format, place.signature.sha256) == held for place in places if place.signed_at
    )


def amendments(pledge: Pledge) -> QuerySet[Target]:
    """Targets of the kind that stands in the text, changed for a party after the text was fixed, newest first.

    Each has the value of the version before as `earlier`.
    """
    if not pledge.circulated_at or not pledge.cluster_id:
        return Target.objects.none()
    earlier = Target.objects.filter(
        indicator=OuterRef("indicator"),
        union=OuterRef("union"),
        kind=OuterRef("kind"),
        version=OuterRef("version") - 1,
    )
    return (
        Target.objects.filter(
            indicator__campaign=pledge.campaign_id,
            kind=kind_of(pledge.document),
            union__in=pledge.signatures.values("union_id"),
            set_at__gt=pledge.circulated_at,
        )
        .select_related("union", "indicator", "change__answered_by__person")
        .annotate(earlier=Subquery(earlier.values("value")[:1]))
        .order_by("-set_at", "-pk")
    )


def head_of(pledge: Pledge) -> Union | None:
    """The union that leads the pledge's cluster in the campaign's year."""
    if pledge.cluster_id is None:
        return None
    term = (
        ClusterTerm.objects.filter(cluster_id=pledge.cluster_id, year=pledge.campaign.year)
        .select_related("leader")
        .first()
    )
    return term.leader if term else None


# --- The list ---------------------------------------------------------------------------------------------------------
def signing_ids(user: User) -> list[int]:
    """Unions for which this person signs."""
    scope = scope_of(user)
    return [i for i in scope.writing_ids if scope.signs_for(i)]


def pledge_rows(
    user: User, *, campaign: Campaign | None = None, status: int | None = None
) -> QuerySet[Pledge]:
    """Pledges that a person may see, newest campaign first.

    Each has the number of its `places`, of those `signed`, and of those that are this person's to sign now, `mine`.
    """
    rows = (
        Pledge.objects.visible_to(user)
        .select_related("campaign", "cluster")
        .annotate(
            places=Count("signatures"),
            signed=Count("signatures", filter=Q(signatures__signed_at__isnull=False)),
            mine=Count(
                "signatures",
                filter=Q(
                    status=PledgeStatus.SIGNING,
                    campaign__cancelled_at__isnull=True,
                    signatures__union_id__in=signing_ids(user),
                    signatures__signed_at__isnull=True,
                ),
            ),
        )
        .order_by(
            "-campaign__year",
            "campaign__code",
            F("cluster__order").asc(nulls_first=True),
            "cluster__code",
            "pk",
        )
    )
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    return rows if status is None else rows.filter(status=status)


def campaigns_with_pledges(user: User) -> QuerySet[Campaign]:
    """Campaigns that a person may see and that have a pledge the person may see."""
    return Campaign.objects.visible_to(user).filter(
        pk__in=Pledge.objects.visible_to(user).values("campaign_id")
    )
