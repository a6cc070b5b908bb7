"""Award decisions: issued once with number and date, told to everybody concerned; revoked with a reason."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from awards.choices import GrantStatus, Outcome, Recipient, RoundStatus
from awards.models import Decision, Grant, RuleSet, Tally
from awards.services.decisions import issue_decision, revoke_grant
from common.errors import Refusal
from common.search import search_text
from tests.awards.cast import Chamber, convene, make_award, make_round, nominate, open_with
from tests.cast import World, at
from units.choices import Level
from units.models import AuditEvent, Notice

DAY, NOW = date(2024, 10, 15), at(2024, 10, 20)


def council_of(world: World, name: str, *votes: int, **award: Any) -> Chamber:
    """A round of its own with an award for collectives and one for persons, voted and counted."""
    collective = make_award(f"BK-{name}", **award)
    personal = make_award(f"GK-{name}", recipient=Recipient.PERSON, **award)
    round = open_with(make_round(world, name=name), collective, personal)
    nominate(round, collective, world.ba_dinh)
    nominate(round, personal, world.long_bien, person=world.lan.person)
    chamber = convene(world, round)
    chamber.all_vote(*votes)
    chamber.end()
    return chamber


@pytest.fixture
def chamber(world: World) -> Chamber:
    return council_of(world, "One", 5, 4)


def issue(chamber: Chamber, **changes: Any) -> Decision:
    given = {
        "number": " 737/QĐ-LĐLĐ ",
        "decided_on": DAY,
        "signer_name": "Lê Văn A",
        "signer_title": "Chủ tịch",
        "by": chamber.world.quang,
        "now": NOW,
    }
    return issue_decision(round=chamber.round, **{**given, **changes})


def refused(chamber: Chamber, **changes: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        issue(chamber, **changes)
    return error.value.message_dict


def test_a_decision_grants_what_the_council_proposed(chamber: Chamber) -> None:
    world = chamber.world
    decision = issue(chamber)
    assert (decision.number, decision.number_key, decision.year) == ("737/QĐ-LĐLĐ", "737/qd-ldld", 2024)
    assert (decision.rule_set.number, decision.session) == ("999/QĐ-TLĐ", chamber.session)
    rows = Grant.objects.order_by("pk").values_list(
        "award__name", "union", "person", "name", "achievement", "search"
    )
    assert list(rows) == [
        (
            "Award BK-One",
            world.ba_dinh.pk,
            None,
            "LĐLĐ quận Ba Đình",
            "Good work",
            search_text("LĐLĐ quận Ba Đình", "LĐLĐ quận Ba Đình", "Award BK-One", "737/QĐ-LĐLĐ 2024"),
        ),
        (
            "Award GK-One",
            world.long_bien.pk,
            world.lan.person_id,
            "Lan",
            "Good work",
            search_text("Lan", "LĐLĐ quận Long Biên", "Award GK-One", "737/QĐ-LĐLĐ 2024"),
        ),
    ]
    chamber.round.refresh_from_db()
    assert chamber.round.status == RoundStatus.DECIDED
    told = Notice.objects.filter(kind="awarded").values_list("person__full_name", flat=True)
    assert sorted(told) == ["Hoa", "Hung", "Lan"]
    event = AuditEvent.objects.get(verb="issue_decision")
    assert event.data == {
        "number": "737/QĐ-LĐLĐ",
        "decided_on": "2024-10-15",
        "granted": 2,
        "forwarded": [],
    }
    assert [g.name for g in Grant.objects.matching("Long Biên 737")] == ["Lan"]


def test_who_has_not_passed_is_granted_nothing(world: World) -> None:
    chamber = council_of(world, "One", 5, 3)
    issue(chamber)
    assert Grant.objects.get().union == world.ba_dinh
    nobody = council_of(world, "Two", 0, 0)
    assert refused(nobody) == {"round": ["The council proposed nobody; there is nothing to decide."]}


def test_what_another_level_decides_is_proposed_there(chamber: Chamber) -> None:
    first = chamber.nominations[0]
    first.award.__class__.objects.filter(pk=first.award_id).update(decided_by=Level.CONFEDERATION)
    issue(chamber)
    assert Grant.objects.get().name == "Lan"
    assert AuditEvent.objects.get(verb="issue_decision").data["forwarded"] == [first.pk]


def test_a_level_that_may_decide_nothing_issues_nothing(chamber: Chamber) -> None:
    type(chamber.nominations[0].award).objects.update(decided_by=Level.CONFEDERATION)
    assert refused(chamber) == {
        "round": ["These awards are decided by another level: Confederation. Propose them there."]
    }


def test_a_number_is_used_once_a_year(world: World, chamber: Chamber) -> None:
    issue(chamber)
    assert refused(chamber, number="738") == {
        "round": ["This round is decided already, or still takes nominations."]
    }
    second = council_of(world, "Two", 5, 5)
    assert refused(second, number="0737 / qđ-lđlđ") == {
        "number": [
            "LĐLĐ thành phố Hà Nội has used the number “0737 / qđ-lđlđ” in 2024 already. Enter another."
        ]
    }
    assert issue(second, decided_on=date(2025, 1, 2), now=at(2025, 1, 3)).year == 2025


def test_a_decision_needs_number_date_and_signer(chamber: Chamber) -> None:
    assert refused(chamber, number=" 00 ") == {
        "number": ["Write the number of the decision, for example 737/QĐ-LĐLĐ."]
    }
    assert list(refused(chamber, signer_name=" ")) == ["signer_name"]
    assert refused(chamber, decided_on=date(2024, 10, 21)) == {
        "decided_on": ["The date of the decision cannot lie in the future."]
    }
    assert refused(chamber, decided_on=date(2024, 10, 9)) == {
        "decided_on": ["The council voted on 10/10/2024; the decision cannot be older."]
    }
    with pytest.raises(Refusal):
        issue(chamber, by=chamber.world.hoa)
    assert Decision.objects.count() == 0


@pytest.mark.parametrize(
    "dates", [{"effective_from": date(2024, 10, 16)}, {"effective_to": date(2024, 10, 15)}]
)
def test_the_rules_are_in_force_on_the_day_of_the_decision(chamber: Chamber, dates: dict[str, date]) -> None:
    RuleSet.objects.update(**dates)
    assert refused(chamber) == {
        "decided_on": [
            "999/QĐ-TLĐ is not in force on 15/10/2024, and “Award BK-One” stands on it. Choose another date."
        ]
    }


def test_rules_that_end_later_are_in_force(chamber: Chamber) -> None:
    RuleSet.objects.update(effective_to=date(2024, 10, 16))
    assert issue(chamber).rule_set.number == "999/QĐ-TLĐ"


def test_a_decision_follows_a_counted_session_without_a_tie(world: World, chamber: Chamber) -> None:
    Tally.objects.update(outcome=Outcome.TIED)
    assert refused(chamber) == {
        "round": ["There is a tie for the last place. The chair of the council settles it first."]
    }
    type(chamber.session).objects.update(status=20)
    message = "The council has not voted on this round, or its votes are not counted yet."
    assert refused(chamber) == {"round": [message]}
    Tally.objects.all().delete()
    type(chamber.session).objects.filter(pk=chamber.session.pk).update(round=make_round(world, name="Other"))
    assert refused(chamber) == {"round": [message]}


# --- Revoking -----------------------------------------------------------------------------------------------
def test_an_award_is_revoked_once_with_a_reason_and_stays_on_record(chamber: Chamber) -> None:
    issue(chamber)
    grant = Grant.objects.order_by("pk")[0]
    quang = chamber.world.quang
    for reason, message in (
        (" ", "Write why the award is revoked."),
        ("x" * 301, "Please say it in 300 letters at most."),
    ):
        with pytest.raises(ValidationError) as error:
            revoke_grant(grant=grant, reason=reason, by=quang, now=NOW)
        assert error.value.message_dict == {"reason": [message]}
    with pytest.raises(Refusal):
        revoke_grant(grant=grant, reason="False papers", by=chamber.world.hoa, now=NOW)
    for reason in (" False papers ", "Another"):
        revoked = revoke_grant(grant=grant, reason=reason, by=quang, now=NOW)
        assert (revoked.status, revoked.revoked_because) == (GrantStatus.REVOKED, "False papers")
    assert AuditEvent.objects.filter(verb="revoke_grant").count() == 1
