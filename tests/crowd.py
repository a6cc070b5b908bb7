"""Many units at once, for the tests that count queries."""

from campaigns.models import Participant
from campaigns.services import sheets
from tests.cast import NOW, START, Season
from units.actors import SYSTEM
from units.choices import Level
from units.models import Affiliation, Cluster, Union
from units.services.unions import new_union


def crowd(
    season: Season, count: int, *, cluster: Cluster | None = None, under: Union | None = None
) -> list[Union]:
    """Found so many unions below `under` (the city) and enrol them in the season's phase with empty sheets."""
    top = under or season.world.city
    place = Affiliation.objects.get(union=top)
    unions = Union.objects.bulk_create(
        new_union(code=f"X{n:04}", name=f"Công đoàn cơ sở {n:04}", level=Level.GRASSROOTS)
        for n in range(count)
    )
    Affiliation.objects.bulk_create(
        Affiliation(
            union=u,
            parent=top,
            path=f"{place.path}{u.pk}/",
            valid_from=START,
            recorded_at=NOW,
            line=place.line,
        )
        for u in unions
    )
    Participant.objects.bulk_create(
        Participant(
            phase=season.phase, union=u, cluster=cluster or season.world.cluster_2, table=season.table
        )
        for u in unions
    )
    sheets.prepare_sheets(phase=season.phase, by=SYSTEM, now=NOW)
    return unions
