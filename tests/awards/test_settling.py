"""A tie for the last place: the chair's named act."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from awards.choices import Outcome
from awards.models import Tally
from awards.services import rounds
from awards.services.sessions import settle_tie
from common.errors import Refusal
from common.formats import canonical_hash
from tests.awards.cast import COUNTED, OPENS, Chamber, convene, make_award, make_round, nominate, open_with
from tests.cast import World
from units.actors import SYSTEM
from units.models import AuditEvent


@pytest.fixture
def tied(world: World) -> Chamber:
    """Two places: one union with five votes, two with four; Ha Dong fails. Counted."""
    award = make_award("BK")
    round = make_round(world)
    rounds.set_quota(round=round, award=award, places=2, by=SYSTEM, now=OPENS)
    open_with(round)
    for union in (world.ba_dinh, world.long_bien, world.hoang_mai, world.ha_dong):
        nominate(round, award, union)
    chamber = convene(world, round)
    chamber.all_vote(5, 4, 4, 0)
    chamber.end()
    return chamber


def settle(chamber: Chamber, *winners: int, **changes: Any) -> int:
    given = {"reason": "More women", "by": chamber.world.quang, "now": COUNTED, **changes}
    return settle_tie(session=chamber.session, winners=winners, **given)


def outcomes() -> list[str]:
    return list(Tally.objects.order_by("nomination_id").values_list("outcome", flat=True))


def test_the_chair_gives_the_last_place_with_a_reason(tied: Chamber) -> None:
    _first, second, third, _fourth = (n.pk for n in tied.nominations)
    assert outcomes() == [Outcome.PASSED, Outcome.TIED, Outcome.TIED, Outcome.FAILED]
    before = tied.fresh()
    assert settle(tied, third) == 2
    assert outcomes() == [Outcome.PASSED, Outcome.OVER_QUOTA, Outcome.PASSED, Outcome.FAILED]
    settled = Tally.objects.filter(
        settled_at=COUNTED, settled_by=tied.world.quang, settled_because="More women"
    )
    assert set(settled.values_list("nomination_id", flat=True)) == {second, third}
    session = tied.fresh()
    addendum = {
        "at": COUNTED.isoformat(),
        "by": "Quang",
        "reason": "More women",
        "winners": [third],
        "others": [second],
        "added_to": before.sha256,
    }
    assert session.minutes == {**before.minutes, "addenda": [addendum]}
    assert session.sha256 == canonical_hash(session.minutes)
    event = AuditEvent.objects.get(verb="settle_tie")
    assert (event.actor_name, event.data) == ("quang", {"after": session.sha256, "addendum": addendum})


def test_the_system_settles_for_the_demo(tied: Chamber) -> None:
    settle(tied, tied.nominations[1].pk, by=SYSTEM)
    assert tied.fresh().minutes["addenda"][0]["by"] == ""


def test_only_the_chair_settles_a_tie(tied: Chamber) -> None:
    for user in (tied.world.kim, tied.world.an, tied.world.hoa):
        with pytest.raises(Refusal) as error:
            settle(tied, tied.nominations[1].pk, by=user)
        assert error.value.reason == "Only the chair of the council settles a tie. Please ask the chair."


def test_exactly_as_many_are_chosen_as_places_are_left(tied: Chamber) -> None:
    first, second, third, _fourth = (n.pk for n in tied.nominations)
    for winners, fields, fault in (
        (
            (second, third),
            {},
            {"winners": ["There are 1 places left and 2 were chosen. Choose exactly as many."]},
        ),
        ((), {}, {"winners": ["Choose among the nominations that share the last place."]}),
        ((first,), {}, {"winners": ["Choose among the nominations that share the last place."]}),
        (
            (second,),
            {"reason": " "},
            {"reason": ["Write why these and not the others; it goes into the minutes."]},
        ),
        (
            (second,),
            {"reason": "x" * 301},
            {"reason": ["Please say it in 300 letters at most."]},
        ),
    ):
        with pytest.raises(ValidationError) as error:
            settle(tied, *winners, **fields)
        assert error.value.message_dict == fault
    assert outcomes() == [Outcome.PASSED, Outcome.TIED, Outcome.TIED, Outcome.FAILED]


def test_a_tie_is_settled_after_the_count(world: World) -> None:
    award = make_award("BK")
    round = open_with(make_round(world), award)
    made = nominate(round, award, world.ba_dinh)
    chamber = convene(world, round)
    with pytest.raises(ValidationError) as error:
        settle(chamber, made.pk)
    assert error.value.message_dict == {"session": ["The votes are not counted yet."]}
