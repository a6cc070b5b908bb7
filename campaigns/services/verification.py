"""Checks a closed phase against the rules, independently of the SQL that scored it. Reads only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from campaigns.choices import PhaseStatus
from campaigns.models import Phase, Seal, holding
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
    """What was compared and found equal; `proofs` are empty until the phase is final."""

    lines: int
    standings: int
    revisions: tuple[int, ...]
    proofs: tuple[Proof, ...] = ()


def verify_phase(phase: Phase) -> Checked:
    """Recompute every line, total, rank and tie: from today's rows, and once final from the sealed documents alone.

    Of each seal: the bytes against the hash, the outcome against the document's own inputs, the document against
    today's rows. Memory grows with the largest cluster alone. Raises Difference naming the first place that is not
    equal, ValueError for a phase that has no points yet, UnknownFormat for a seal that a newer version wrote.
    """
    if not phase.has_points:
        raise ValueError(
            _("“%(phase)s” is not closed yet; there is nothing to verify.") % {"phase": phase.name}
        )
    return _verify_seals(phase) if phase.status == PhaseStatus.FINAL else _verify_rows(phase)


def _verify_rows(phase: Phase) -> Checked:
    """The visible revisions as the rows have them today."""
    pointers = _pointers(phase, sealed=False)
    is_settled = not read_by(phase).filter(status__lt=PhaseStatus.SEALING).exists()
    counted = [
        sealing.recompute(records, is_settled=is_settled)
        for _cluster, records in sealing.documents(phase, pointers)
    ]
    return _summed(pointers, counted)


def _verify_seals(phase: Phase) -> Checked:
    """The last seal of every cluster, one document at a time."""
    pointers = _pointers(phase, sealed=True)
    unsealed = set(_pointers(phase, sealed=False)) - set(pointers)
    if unsealed:
        raise Difference(_("There are revisions without a seal: %(count)s.") % {"count": len(unsealed)})
    counted, proofs = [], []
    for seal, today in _beside_today(phase, pointers):
        document = bytes(seal.document or b"")
        sealing.check_bytes(document, seal.sha256)
        counted.append(sealing.recompute(sealing.read(document, seal.format)))
        sealing.compare(sealing.read(document, seal.format), today)
        code = seal.cluster.code if seal.cluster else ""
        proofs.append(Proof(code, seal.revision, seal.format, seal.sha256))
    return _summed(pointers, counted, proofs)


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


def _pointers(phase: Phase, *, sealed: bool) -> list[Pointer]:
    """(cluster, revision) of each cluster of the phase."""
    held = holding(sealed=sealed).filter(phase=phase)
    return list(held.order_by("cluster_id").values_list("cluster_id", "number"))


def _summed(pointers: Iterable[Pointer], counted: Iterable[Counted], proofs: Iterable[Proof] = ()) -> Checked:
    found = list(counted)
    return Checked(
        lines=sum(one.lines for one in found),
        standings=sum(one.standings for one in found),
        revisions=tuple(sorted({number for _cluster, number in pointers})),
        proofs=tuple(proofs),
    )
