"""Many of everything that grows with the organisation, in the season of the tests: rows, not services, to be quick."""

from datetime import timedelta
from typing import Any

from awards.choices import Recipient, Voting
from awards.models import Award, AwardRound, Quota
from campaigns.choices import CampaignStatus, PledgeStatus
from campaigns.models import Campaign, ExternalFact, Participant, Phase, Pledge, ScoringTable, Signature
from campaigns.services import sheets
from tests.awards.cast import make_award
from tests.cast import CLOSES, NOW, OPENS, START, Season
from tests.matrix.many_awards import (
    more_councils,
    more_nominations,
    more_quotas,
    more_registrations,
    more_rounds,
)
from units.actors import SYSTEM
from units.choices import Level, Role
from units.models import (
    Affiliation,
    Appointment,
    Cluster,
    ClusterMembership,
    ClusterTerm,
    Headcount,
    Letter,
    Notice,
    Person,
    Post,
    Union,
    User,
)
from units.services.unions import new_union


def multiply(season: Season, places: dict[str, int | None], count: int) -> dict[str, Any]:
    """So many more unions, people, clusters, campaigns, rounds, nominations and awards around the season's own.

    Returns the places with the awards beside them: BK for collectives, in secret; GK for people, by hands.
    """
    people_award = make_award("GK", recipient=Recipient.PERSON, voting=Voting.HANDS)
    unions = more_unions(season, count)
    people = more_people(unions)
    clusters = more_clusters(season, unions)
    more_participants(season, unions, clusters)
    more_tables(season, clusters)
    more_campaigns(season, count)
    more_parties(places, unions)
    more_letters(season, people)
    more_records(season, count)
    for pool in AwardRound.objects.filter(name__in=("Open", "Voting", "Draft")):
        Quota.objects.create(round=pool, award=people_award)
    rounds = more_rounds(season, places, unions)
    more_councils(season, people)
    for award in Award.objects.all():
        more_nominations(rounds, award, unions)
    more_registrations(season, unions)
    for pool in AwardRound.objects.filter(pk__in=(places["round"], places["decision-new"])):
        more_quotas(pool, clusters)
    return {**places, **dict(Award.objects.values_list("code", "pk"))}


def more_unions(season: Season, count: int) -> list[Union]:
    """Unions directly below the city."""
    top = season.world.city
    place = Affiliation.objects.get(union=top)
    unions = Union.objects.bulk_create(
        new_union(code=f"M{n:05}", name=f"Công đoàn cơ sở số {n:05}", level=Level.GRASSROOTS)
        for n in range(count)
    )
    Affiliation.objects.bulk_create(
        Affiliation(
            union=u, parent=top, path=f"{place.path}{u.pk}/", valid_from=START, recorded_at=NOW, line=place.line
        )
        for u in unions
    )  # fmt: skip
    return unions


def more_people(unions: list[Union]) -> list[Person]:
    """A chair with an account in each of the unions, and as many members in the first of them and in Ba Dinh."""
    chairs = Person.objects.bulk_create(
        Person(full_name=f"Đặng Thị Người {n:05}") for n in range(len(unions))
    )
    for person, union in zip(chairs, unions, strict=True):
        person.email = f"chair{union.pk}@example.vn"
    Person.objects.bulk_update(chairs, ["email"])
    User.objects.bulk_create(User(username=f"chair{p.pk}", person=p, password="!") for p in chairs)
    seats = [(person, union, "Chủ tịch", Role.CHAIR) for person, union in zip(chairs, unions, strict=True)]
    near = Union.objects.filter(code__in=("BD", "HN"))
    for union in near:
        staff = Person.objects.bulk_create(
            Person(full_name=f"Đoàn Văn {union.code} {n:05}") for n in range(len(unions))
        )
        seats += [(person, union, f"Cán bộ {person.pk}", Role.OFFICER) for person in staff]
    posts = Post.objects.bulk_create(Post(union=u, title=title, role=role) for _p, u, title, role in seats)
    Appointment.objects.bulk_create(
        Appointment(person=seat[0], post=post, valid_from=START)
        for seat, post in zip(seats, posts, strict=True)
    )
    return chairs


def more_clusters(season: Season, unions: list[Union]) -> list[Cluster]:
    """A cluster for each union, which it leads; and all of them in the season's first cluster, too."""
    clusters = Cluster.objects.bulk_create(
        Cluster(code=f"K{n:05}", name=f"Khối thi đua {n:05}", owner=season.world.city)
        for n in range(len(unions))
    )
    ClusterMembership.objects.bulk_create(
        ClusterMembership(cluster=cluster, union=union, valid_from=START)
        for own, union in zip(clusters, unions, strict=True)
        for cluster in (own, season.world.cluster_1)
    )
    ClusterTerm.objects.bulk_create(
        ClusterTerm(cluster=cluster, year=2024, leader=union)
        for cluster, union in zip(clusters, unions, strict=True)
    )
    ClusterTerm.objects.bulk_create(
        ClusterTerm(cluster=cluster, year=2024, leader=season.world.long_bien)
        for cluster in Cluster.objects.bulk_create(
            Cluster(code=f"L{n:05}", name=f"Khối của Long Biên {n:05}", owner=season.world.city)
            for n in range(len(unions))
        )
    )
    return clusters


def more_tables(season: Season, clusters: list[Cluster]) -> None:
    """Each cluster's own version of the season's table."""
    ScoringTable.objects.bulk_create(
        ScoringTable(
            campaign=season.campaign, code=f"B{n:05}", name=f"Bảng điểm của {cluster.name}", cluster=cluster
        )
        for n, cluster in enumerate(clusters)
    )


def more_participants(season: Season, unions: list[Union], clusters: list[Cluster]) -> None:
    """A third takes part in a cluster of its own, a third in the season's first, a third outside of any."""
    where = [
        (clusters[n] if n % 3 == 0 else season.world.cluster_1 if n % 3 == 1 else None)
        for n in range(len(unions))
    ]
    Participant.objects.bulk_create(
        Participant(phase=season.phase, union=u, cluster=c, table=season.table)
        for u, c in zip(unions, where, strict=True)
    )
    sheets.prepare_sheets(phase=season.phase, by=SYSTEM, now=NOW)


def more_campaigns(season: Season, count: int) -> None:
    """Launched campaigns of the city, each with a phase that is open; and drafts of Ba Dinh."""
    made = Campaign.objects.bulk_create(
        Campaign(
            code=f"X{n:05}", name=f"Phong trào {n:05}", year=2024, owner=season.world.city,
            status=CampaignStatus.LAUNCHED, launched_at=OPENS,
        )
        for n in range(count)
    )  # fmt: skip
    phases = Phase.objects.bulk_create(
        Phase(
            campaign=c, number=1, name="Đợt 1", period_from=START, period_to=START, entry_opens_at=OPENS,
            entry_closes_at=CLOSES, status=season.phase.status,
        )
        for c in made
    )  # fmt: skip
    Participant.objects.bulk_create(
        Participant(phase=p, union=season.world.ba_dinh, cluster=season.world.cluster_1) for p in phases
    )


def more_records(season: Season, count: int) -> None:
    """Headcounts and facts of Ba Dinh, each fact of a grade of its own."""
    union, ours = season.world.ba_dinh, {"recorded_at": NOW, "recorded_by": season.world.quang}
    days = [START + timedelta(days=n) for n in range(count)]
    Headcount.objects.bulk_create(
        Headcount(union=union, as_of=day, members=n, source=f"Báo cáo số {n:05}", **ours)
        for n, day in enumerate(days)
    )
    ExternalFact.objects.bulk_create(
        ExternalFact(
            union=union, kind="rating", grade=f"Mức {n:05}", grade_key=f"mức {n:05}", day=day, number=f"{n:05}/QĐ",
            document_key=f"{n:05}/qđ", **ours,
        )
        for n, day in enumerate(days)
    )  # fmt: skip


def more_parties(places: dict[str, int | None], unions: list[Union]) -> None:
    """Everybody is party to the season's pledge; and each campaign of the city has one of its own."""
    own = Pledge.objects.get(pk=places["pledge"])
    Signature.objects.bulk_create(Signature(pledge=own, union=u, order=9) for u in unions)
    Pledge.objects.bulk_create(
        Pledge(
            campaign=c, title="Giao ước", sign_until=CLOSES, status=PledgeStatus.SIGNING, sha256="00",
            circulated_at=OPENS, document={},
        )
        for c in Campaign.objects.filter(code__startswith="X")
    )  # fmt: skip


def more_letters(season: Season, people: list[Person]) -> None:
    """A letter that failed to each of these people, and as many notices to Hoa."""
    letters = Letter.objects.bulk_create(
        Letter(person=p, kind="awarded", address=p.email, state="failed", fault="address", created_at=NOW)
        for p in people
    )
    told = {
        "kind": "awarded",
        "values": {"sender": "x", "number": "x"},
        "url": "/campaigns/",
        "created_at": NOW,
    }
    Notice.objects.bulk_create(
        Notice(person=p, key="m", by_mail="letter", letter=letter, **told)
        for p, letter in zip(people, letters, strict=True)
    )
    Notice.objects.bulk_create(
        Notice(person=season.world.hoa.person, key=f"m{n}", **told) for n in range(len(people))
    )
