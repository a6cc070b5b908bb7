"""Checks a closed phase against the rules, independently of the SQL that scored it. Reads only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaigns.choices import ClusterStatus
from campaigns.models import ClusterRevision, Participant, Phase, Seal, holding, is_settled
from campaigns.queries.publication import read_by
from campaigns.services import sealing
from campaigns.services.sealing import Counted, Difference, Pointer, Record

__all__ = ["Checked", "Difference", "Proof", "verify_phase"]


@dataclass(frozen=True)
class Proof:
    """One sealed document that was found whole and right."""

    cluster: str
    revision: int
    format: int
    sha256: str


@dataclass(frozen=True)
class Checked:
    """What was compared and found equal; `proofs` are the seals in force, none until a cluster is final."""

    lines: int
    standings: int
    revisions: tuple[int, ...]
    proofs: tuple[Proof, ...] = ()


def verify_phase(phase: Phase) -> Checked:
    """Recompute every line, total, rank and tie: of final clusters from their documents, of others from today's rows.

    Of each seal: the bytes against the hash, the outcome against the document's own inputs, and where it is in force
    the document against today's rows. Memory grows with the largest cluster alone. Raises Difference naming the first
    place that is not equal, ValueError for a phase that has no points yet, UnknownFormat for a seal that a newer
    version wrote.
    """
    if not phase.has_points:
        raise ValueError(
            _("“%(phase)s” is not closed yet; there is nothing to verify.") % {"phase": phase.name}
        )
    shown = ClusterRevision.objects.filter(phase=phase, number__gte=1)
    final = shown.filter(status=ClusterStatus.FINAL)
    return _summed(
        _pointers(shown),
        [
            *_verify_rows(phase, _pointers(shown.exclude(status=ClusterStatus.FINAL))),
            *_verify_seals(phase, final),
        ],
        _proofs(phase),
    )


def _pointers(rows: QuerySet[ClusterRevision]) -> list[Pointer]:
    """(cluster, revision) of each of these clusters."""
    return list(rows.order_by("cluster_id").values_list("cluster_id", "number"))


def _verify_rows(phase: Phase, pointers: list[Pointer]) -> Iterator[Counted]:
    """The visible revisions as the rows have them today; of one that replaces a seal also the document of that."""
    moving = Participant.objects.filter(phase__in=read_by(phase)).exclude(is_settled())
    settled = not moving.exists()
    for _cluster, records in sealing.documents(phase, pointers):
        yield sealing.recompute(records, is_settled=settled)
    replaced = {cluster for cluster, _revision in pointers}
    for seal in Seal.objects.filter(phase=phase, sealed_at__isnull=False):
        if seal.cluster_id in replaced:
            sealing.recompute(_read(seal))


def _verify_seals(phase: Phase, final: QuerySet[ClusterRevision]) -> Iterator[Counted]:
    """The last seal of every final cluster, one document at a time, also against today's rows."""
    pointers = _pointers(final)
    sealed = Seal.objects.filter(phase=phase, sealed_at__isnull=False).values_list("cluster_id", "revision")
    if unsealed := set(pointers) - set(sealed):
        raise Difference(_("There are revisions without a seal: %(count)s.") % {"count": len(unsealed)})
    for seal, today in _beside_today(phase, pointers):
        yield sealing.recompute(_read(seal))
        sealing.compare(_read(seal), today)


def _read(seal: Seal) -> Iterator[Record]:
    """The records of a seal whose bytes are what its hash says. Raises Difference."""
    document = bytes(seal.document or b"")
    sealing.check_bytes(document, seal.sha256)
    return sealing.read(document, seal.format)


def _proofs(phase: Phase) -> list[Proof]:
    """The seals in force, by cluster."""
    held = holding(sealed=True).filter(phase=phase).select_related("cluster").defer("document")
    return [
        Proof(seal.cluster.code if seal.cluster else "", seal.revision, seal.format, seal.sha256)
        for seal in held.order_by("cluster_id")
    ]


def _beside_today(phase: Phase, pointers: list[Pointer]) -> Iterator[tuple[Seal, Iterator[Record]]]:
    """Each cluster's seal with the records of today, in the form that was sealed; documents are read one by one."""
    seals = Seal.objects.filter(phase=phase).select_related("cluster")
    rows = seals.values_list("cluster_id", "revision", "format")
    formats: dict[Pointer, int] = {(cluster, revision): number for cluster, revision, number in rows}
    for number, group in groupby(pointers, key=formats.__getitem__):
        mine = list(group)
        for (cluster, revision), (_cluster, today) in zip(
            mine, sealing.documents(phase, mine, number), strict=True
        ):
            yield seals.get(cluster=cluster, revision=revision), today


def _summed(pointers: Iterable[Pointer], counted: Iterable[Counted], proofs: Iterable[Proof] = ()) -> Checked:
    found = list(counted)
    return Checked(
        lines=sum(one.lines for one in found),
        standings=sum(one.standings for one in found),
        revisions=tuple(sorted({number for _cluster, number in pointers})),
        proofs=tuple(proofs),
    )
