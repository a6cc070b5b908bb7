"""The cheap question "may this person act for this union today?" is answered like the whole scope."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cast import World
from units.choices import Role
from units.models import Appointment, User
from units.scope import acts_for, scope_of

DAY = timedelta(days=1)


def answers(account: User, world: World) -> list[tuple[bool, bool]]:
    """For four unions: the cheap answer and the scope's, each of a user object that has asked nothing before."""
    return [
        (
            acts_for(User.objects.get(pk=account.pk), union.pk),
            scope_of(User.objects.get(pk=account.pk)).writes_for(union.pk),
        )
        for union in (world.city, world.ba_dinh, world.hoang_mai, world.ha_dong)
    ]


def test_officers_chairs_and_those_without_a_post_are_answered_alike(world: World) -> None:
    found = {name: answers(account, world) for name, account in world.users.items()}
    assert all(cheap == whole for pairs in found.values() for cheap, whole in pairs)
    assert found["hoa"][1] == (True, True)
    assert found["kim"] == [(False, False)] * 4


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [(-1, 0, False), (-1, 1, True), (0, None, True), (1, None, False)],
    ids=["ended today", "ends tomorrow", "begins today", "begins tomorrow"],
)
def test_a_post_counts_from_its_first_day_until_its_end(
    world: World, begins: int, ends: int | None, expected: bool
) -> None:
    today = timezone.localdate()
    post = Appointment.objects.get(person=world.hoa.person).post
    assert post.role == Role.OFFICER
    Appointment.objects.filter(post=post).update(
        valid_from=today + begins * DAY, valid_to=None if ends is None else today + ends * DAY
    )
    assert answers(world.hoa, world)[1] == (expected, expected)


def test_the_answer_is_kept_for_the_rest_of_the_request(world: World, django_assert_num_queries) -> None:
    user = User.objects.get(pk=world.hoa.pk)
    with django_assert_num_queries(1):
        assert [acts_for(user, world.ba_dinh.pk) for _ in range(3)] == [True, True, True]
