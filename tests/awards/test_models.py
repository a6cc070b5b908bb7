"""What the database itself refuses, and how rows are called."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from awards.choices import Choice
from awards.models import Ballot, CouncilMember, Decision, Grant, Quota, Registration, Tally, Turnout
from tests.awards.cast import COUNTED, Chamber, convene, make_award, make_round, nominate, open_with
from tests.cast import World


@pytest.fixture
def chamber(world: World) -> Chamber:
    """A counted session on one union."""
    award = make_award("BK")
    round = open_with(make_round(world), award, places=2)
    nominate(round, award, world.ba_dinh)
    chamber = convene(world, round)
    chamber.all_vote(5)
    chamber.end()
    return chamber


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (Ballot, {"choice": 4}),
        (Tally, {"votes_against": 1}),
        (Tally, {"settled_at": COUNTED}),
        (Tally, {"settled_because": "why"}),
    ],
)
def test_what_cannot_be_is_refused(chamber: Chamber, model: Any, changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**changes)


def test_rows_have_names(chamber: Chamber) -> None:
    nomination = chamber.nominations[0]
    award = nomination.award
    assert str(award.rule_set) == "999/QĐ-TLĐ"
    assert [str(chamber.round), str(chamber.session)] == ["Round 1", "Council · Round 1"]
    assert str(nomination) == "LĐLĐ quận Ba Đình: Award BK"
    assert str(Quota.objects.get()) == "Award BK · : 2"
    assert str(Registration(name="Hoa", award=award)) == "Hoa: Award BK"
    assert str(CouncilMember.objects.all()[0]) == "Quang: Council"
    assert str(Turnout.objects.all()[0]) == "Quang: present"
    assert str(Ballot(nomination_id=7, choice=Choice.FOR)) == "7: 1"
    assert str(Tally.objects.get()) == f"{nomination.pk}: 5/5 passed"
    assert [str(Decision(number="7/QĐ")), str(Grant(award=award, name="Hoa"))] == ["7/QĐ", "Award BK: Hoa"]
