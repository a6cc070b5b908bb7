"""The federation holds the switch: once, never before a final, with notices and audit."""

import pytest
from django.db import IntegrityError, transaction

from campaigns.models import PublicStandings
from campaigns.services import after_close, campaigns, publishing
from common.errors import Conflict, PhaseEnded, Refusal
from tests.campaigns.publishing.cast import AT, made_final, page_of, publish
from tests.cast import Season, after
from tests.pages import as_, text_of
from units.models import AuditEvent, Notice


def _withdrawn(season: Season) -> None:
    publishing.withdraw_standings(phase_id=season.phase.pk, by=season.world.quang, now=AT)


def test_everybody_ranked_is_told_and_both_acts_are_in_the_audit_trail(final: Season) -> None:
    made = publish(final)
    told = Notice.objects.filter(kind="standings_public")
    assert {n.person_id for n in told} >= {final.world.hoa.person_id, final.world.nga.person_id}
    assert {n.url for n in told} == {f"/public/standings/{final.phase.pk}/"}
    back = publishing.withdraw_standings(phase_id=final.phase.pk, by=final.world.quang, now=after(AT, days=1))
    assert (back.pk, back.withdrawn_by, back.withdrawn_at) == (made.pk, final.world.quang, after(AT, days=1))
    assert Notice.objects.filter(kind="standings_not_public").count() == told.count()
    verbs = AuditEvent.objects.filter(verb__endswith="_standings").order_by("pk")
    assert [(e.verb, e.subject_id) for e in verbs] == [
        ("publish_standings", made.pk), ("withdraw_standings", made.pk),
    ]  # fmt: skip
    assert publish(final).pk != made.pk  # it may be public again


def test_it_is_taken_back_also_while_every_final_is_being_revised(public: Season) -> None:
    ids = [public.world.cluster_1.pk, public.world.cluster_2.pk]
    after_close.open_final(
        phase_id=public.phase.pk, clusters=ids, reason="Số thực hiện", by=public.world.quang, now=AT
    )
    _withdrawn(public)
    told = Notice.objects.filter(kind="standings_not_public")
    assert told.count() == Notice.objects.filter(kind="standings_public").count() > 0
    made_final(public, now=after(AT, days=1))
    assert page_of(public.phase).status_code == 404  # the next final brings it back to nobody


def test_nothing_is_published_before_a_final(closed: Season) -> None:
    with pytest.raises(Conflict) as refused:
        publish(closed)
    assert str(refused.value) == "Nothing of “Đợt 1” is final yet; only final standings become public."
    with pytest.raises(Conflict) as refused:
        _withdrawn(closed)
    assert str(refused.value) == "The standings of “Đợt 1” are not public."
    assert (PublicStandings.objects.count(), Notice.objects.filter(kind="standings_public").count()) == (0, 0)


def test_it_is_published_once(public: Season) -> None:
    with pytest.raises(Conflict) as refused:
        publish(public)
    assert str(refused.value) == "The standings of “Đợt 1” are public already."
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicStandings.objects.create(phase=public.phase, published_at=AT)


def test_nothing_of_a_cancelled_campaign_is_published(closed: Season) -> None:
    made_final(closed, 1)
    campaigns.cancel_campaign(campaign=closed.campaign, reason="Sáp nhập", by=closed.world.quang, now=AT)
    for act in (publish, _withdrawn):
        with pytest.raises(PhaseEnded, match="cancelled"):
            act(closed)


@pytest.mark.parametrize("name", ["hoa", "minh", "kim", "nga"])
def test_only_staff_of_the_federation_hold_the_switch(final: Season, name: str) -> None:
    user, at = final.world.users[name], f"/phases/{final.phase.pk}"
    for act in (publishing.publish_standings, publishing.withdraw_standings):
        with pytest.raises(Refusal):
            act(phase_id=final.phase.pk, by=user, now=AT)
    client = as_(user)
    found = [client.get(f"{at}/publish/"), client.post(f"{at}/publish/"), client.post(f"{at}/unpublish/")]
    assert [answer.status_code for answer in found] == [403, 403, 403]
    assert PublicStandings.objects.count() == 0


# --- The pages -------------------------------------------------------------------------------------------------------
def test_the_switch_is_turned_and_turned_back_in_the_browser(final: Season) -> None:
    client, at = as_(final.world.quang), f"/phases/{final.phase.pk}"
    assert "Anybody on the internet reads this page" in text_of(client.get(f"{at}/publish/"))
    assert client.post(f"{at}/publish/").status_code == 302
    assert f"/public/standings/{final.phase.pk}/" in text_of(client.get(f"{at}/publish/"))
    assert page_of(final.phase).status_code == 200
    assert client.post(f"{at}/publish/").status_code == 409  # twice by two tabs
    assert client.get(f"{at}/unpublish/").status_code == 302
    assert page_of(final.phase).status_code == 200  # opening the address does nothing
    assert client.post(f"{at}/unpublish/").status_code == 302
    assert page_of(final.phase).status_code == 404


def test_before_a_final_the_page_says_so(closed: Season) -> None:
    answer = as_(closed.world.quang).get(f"/phases/{closed.phase.pk}/publish/")
    assert answer.status_code == 409
    assert "Nothing of “Đợt 1” is final yet" in text_of(answer)


def test_the_standings_lead_to_the_public_page_and_the_act_names_it(closed: Season) -> None:
    made_final(closed, 1)
    at, own = f"/phases/{closed.phase.pk}", f"/public/standings/{closed.phase.pk}/"
    assert own not in text_of(as_(closed.world.hoa).get(f"{at}/standings/"))
    publish(closed)
    assert own in text_of(as_(closed.world.hoa).get(f"{at}/standings/"))
    act = text_of(as_(closed.world.quang).get(f"{at}/final/"))
    assert "It is shown on the open internet too, where the phase is public." in act
