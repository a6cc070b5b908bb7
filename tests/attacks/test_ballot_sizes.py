"""What the sizes in a web server's log tell of a ballot: requests and answers weigh the same whatever was voted."""

import random
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from awards.choices import Choice
from awards.models import Ballot, CouncilSession, Nomination, Turnout
from awards.services.second_ballot import allow_second_ballot
from tests.awards.cast import make_award
from tests.awards.matrix_cast import again, city_council, crowded_round, sit, vote_and_count
from tests.cast import NOW, Season
from tests.pages import as_
from units.actors import SYSTEM

pytestmark = pytest.mark.usefixtures("in_july")
NOMINATIONS = 24
STEPS = ("review", "edit", "cast")
#: A review that shows the chosen word alone, as one would write it without a thought of the log.
ONE_WORD = (
    "{% if value == Choice.FOR %}for{% elif value == Choice.AGAINST %}against{% else %}invalid{% endif %}"
)


@pytest.fixture(params=["first ballot", "second ballot"])
def session(request: pytest.FixtureRequest, season: Season) -> CouncilSession:
    """A session that votes; in the second one on the same nominations, none of which had a vote in the first."""
    found = crowded_round(season, make_award("BK"), NOMINATIONS)
    allow_second_ballot(round=found, rule="Art. 9", by=SYSTEM, now=NOW)
    first = sit(found, city_council(season.world))
    if request.param == "first ballot":
        return first
    second = again(vote_and_count(first, Choice.AGAINST))
    Ballot.objects.all().delete()
    return second


def ballots() -> Iterator[list[int]]:
    """All for, all against, all invalid, one against more each time, and some at random."""
    ids = Nomination.objects.count()
    yield from ([int(choice)] * ids for choice in Choice)
    yield from ([int(Choice.AGAINST)] * n + [int(Choice.FOR)] * (ids - n) for n in range(1, ids))
    dice = random.Random(7)
    yield from ([dice.choice(Choice.values) for _n in range(ids)] for _ballot in range(20))


def logged(client: Client, session: CouncilSession, step: str, choices: list[int]) -> tuple[int, int]:
    """The bytes of a request and of its answer, with headers, as a log keeps them."""
    ids = Nomination.objects.order_by("pk").values_list("pk", flat=True)
    sent = {f"n{pk}": str(choice) for pk, choice in zip(ids, choices, strict=True)} | {"step": step}
    answer = client.post(reverse("ballot", args=[session.pk]), sent)
    heads = sum(len(f"{name}: {value}") for name, value in answer.items())
    cookies = sum(len(cookie.OutputString()) for cookie in answer.cookies.values())
    return len(urlencode(sent)), heads + cookies + len(answer.content)


def sizes(season: Season, session: CouncilSession) -> dict[str, set[tuple[int, int]]]:
    """The sizes seen at each step, over all ballots; each is cast anew."""
    client = as_(season.world.hoa)
    seen: dict[str, set[tuple[int, int]]] = {step: set() for step in STEPS}
    for choices in ballots():
        client.get(
            reverse("ballot", args=[session.pk])
        )  # which sets the forms' cookie, and shows the last message
        for step in STEPS:
            seen[step].add(logged(client, session, step, choices))
        assert Ballot.objects.count() == len(choices)
        Ballot.objects.all().delete()
        Turnout.objects.update(has_voted=False)
    return seen


def test_every_ballot_weighs_the_same_in_a_log(season: Season, session: CouncilSession) -> None:
    assert {step: len(found) for step, found in sizes(season, session).items()} == dict.fromkeys(STEPS, 1)


def test_a_review_that_shows_the_chosen_word_alone_tells_how_many_are_against(
    season: Season, session: CouncilSession
) -> None:
    """The negative control: the same look at sizes counts the votes against, 24 of 24 right."""
    templates = [dict(settings.TEMPLATES[0], APP_DIRS=False)]
    loaders = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
    leaky = ("django.template.loaders.locmem.Loader", {"awards/ballot/mark.html": ONE_WORD})
    templates[0]["OPTIONS"] = {**templates[0]["OPTIONS"], "loaders": [leaky, *loaders]}
    client = as_(season.world.hoa)
    ids = Nomination.objects.count()
    with override_settings(TEMPLATES=templates):
        weights = [
            logged(client, session, "review", [int(Choice.AGAINST)] * n + [int(Choice.FOR)] * (ids - n))[1]
            for n in range(ids + 1)
        ]
    longer = len("against") - len("for")
    assert [(weight - weights[0]) // longer for weight in weights] == list(range(ids + 1))


def test_no_proxy_may_pack_the_page(season: Season, session: CouncilSession) -> None:
    """Packed pages of one size differ in size: ten times the same word packs better than ten different ones."""
    answer = as_(season.world.hoa).get(reverse("ballot", args=[session.pk]))
    assert answer["Cache-Control"] == "no-store, no-transform"
