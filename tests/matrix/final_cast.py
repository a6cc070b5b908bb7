"""A final year of the season's campaign, sealed and public, whatever its phase does; no table scores it."""

from decimal import Decimal

from campaigns.choices import ClusterStatus, PhaseKind, PhaseStatus
from campaigns.models import ClusterRevision, Participant, Phase, PublicStandings, Seal, Standing
from campaigns.services import sealing
from tests.cast import NOW, OPENS, Season, after


def final_year(season: Season) -> Phase:
    """The unions of cluster 1 with places, and the seal of that cluster, whose document is a real one."""
    phase, home, world = season.phase, season.world.cluster_1, season.world
    year = Phase.objects.create(
        campaign=season.campaign, number=90, kind=PhaseKind.YEAR, name="Năm trước", period_from=phase.period_from,
        period_to=phase.period_to, entry_opens_at=OPENS, entry_closes_at=after(OPENS, hours=1),
        status=PhaseStatus.FINAL, closed_at=NOW,
    )  # fmt: skip
    pointer = ClusterRevision.objects.create(phase=year, cluster=home, number=1, status=ClusterStatus.FINAL)
    for rank, union in enumerate((world.ba_dinh, world.hoang_mai, world.long_bien), start=1):
        place = Participant.objects.create(phase=year, union=union, cluster=home)
        given = {"points": Decimal(90 - rank), "rank": rank, "is_tied": False, "reported": 0, "lines": 0}
        Standing.objects.create(participant=place, cluster_id=home.pk, revision=1, **given)
    writer = sealing.Writer(sealing.SEAL_FORMAT)
    (_cluster, records) = next(iter(sealing.documents(year, [(home.pk, pointer.number)])))
    for record in records:
        writer.add(record)
    document, digest = writer.finish()
    Seal.objects.create(
        phase=year, cluster=home, revision=1, ordered_by=world.quang, ordered_at=NOW, sealed_at=NOW,
        format=sealing.SEAL_FORMAT, document=document, sha256=digest,
    )  # fmt: skip
    PublicStandings.objects.create(phase=year, published_by=world.quang, published_at=NOW)
    return year


def places_of_a_final(season: Season) -> dict[str, int | None]:
    """What stands behind the addresses of a final."""
    year = final_year(season)
    of_phase = ("hand-check", "self-check", "phase-publish", "phase-unpublish", "public-standings")
    return {**dict.fromkeys(of_phase, year.pk), "seal-document": year.seals.get().pk}
