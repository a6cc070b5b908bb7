"""Counting a session: the tally in SQL, its minutes, once."""

from awards.choices import Outcome, SessionStatus
from awards.models import Ballot, Tally
from tests.awards.cast import convene, make_award, make_round, nominate, open_with
from tests.cast import World


def test_votes_are_counted_and_cut_by_the_quota(world: World) -> None:
    award = make_award("BK")
    round = open_with(make_round(world), award, places=1)
    for union in (world.ba_dinh, world.long_bien, world.hoang_mai):
        nominate(round, award, union)
    chamber = convene(world, round)
    chamber.all_vote(5, 4, 3)
    session = chamber.end()
    assert session.status == SessionStatus.COUNTED
    rows = Tally.objects.order_by("nomination_id").values_list(
        "votes_for", "votes_against", "votes_invalid", "members", "needed", "place", "outcome"
    )
    assert list(rows) == [
        (5, 0, 0, 5, 4, 1, Outcome.PASSED),
        (4, 1, 0, 5, 4, 2, Outcome.OVER_QUOTA),
        (3, 2, 0, 5, 4, None, Outcome.FAILED),
    ]
    assert Ballot.objects.filter(is_shuffled=True).count() == Ballot.objects.count() == 15
