"""Every form and every GET parameter of the product, each field with each hostile value: never an error page.

The forms are read from the pages as they are drawn, the parameters are those that the pages ask for; so a new field is
attacked without anybody naming it.
"""

import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
import time_machine
from django.test import Client

from tests.attacks.fuzz import attempts, key_of, parameters_read, rotated, undone
from tests.attacks.request_cast import readable, signed_in
from tests.cast import NOW, Season
from tests.drawn_forms import DrawnForm, forms_of
from tests.pages import like

#: Who is asked for pages: what is found is tried as the first of them who sees it, a page once more where it asks
#: another of them for other parameters.
PEOPLE = ("quang", "an", "lan", "hoa")
#: An input is a hostile value in one field or parameter. Each part takes so many, on each of the two databases.
LEAST = 3_000
#: They are tried in so many parts, that run beside each other.
PARTS = 4


@pytest.fixture
def quiet() -> Iterator[None]:
    """No line in the log for each of thousands of refusals."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


class Found:
    """The forms and the parameters of the pages, each with a browser of somebody who sees it."""

    def __init__(self, season: Season, places: dict[str, Any]) -> None:
        self.forms: dict[tuple[Any, ...], tuple[Client, DrawnForm]] = {}
        self.parameters: dict[tuple[str, tuple[str, ...]], Client] = {}
        for person in PEOPLE:
            client = signed_in(getattr(season.world, person))
            for page in readable(season, places):
                self._read(client, page)

    def _read(self, client: Client, page: str) -> None:
        names: set[str] = set()
        with parameters_read(names):
            answer = client.get(page)
        if answer.status_code != 200:
            return
        if names:
            self.parameters.setdefault((page, tuple(sorted(names))), client)
        if "text/html" in answer["Content-Type"]:
            for form in forms_of(answer.content.decode()):
                form.action = urljoin(page, form.action)
                self.forms.setdefault(key_of(form), (client, form))


@pytest.mark.drill
@pytest.mark.django_db
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("part", range(PARTS))
def test_no_field_and_no_parameter_breaks_a_page(season: Season, places: dict[str, Any], part: int) -> None:
    broken, inputs = [], 0
    with time_machine.travel(NOW, tick=False):
        found = Found(season, places)
        for client, form in list(found.forms.values())[part::PARTS]:
            for hostile, sent in attempts(form):
                status = undone(like(client, raise_request_exception=False), form.method, form.action, sent)
                inputs += hostile
                if status >= 500:
                    broken.append((form.action, status, sent))
        for (page, names), client in list(found.parameters.items())[part::PARTS]:
            for sent in rotated(names):
                status = undone(like(client, raise_request_exception=False), "get", page, sent)
                inputs += len(names)
                if status >= 500:
                    broken.append((page, status, sent))
    print(
        len(found.forms),
        "forms,",
        len(found.parameters),
        "pages with parameters,",
        inputs,
        "inputs of a part",
    )
    assert [(where, status, str(sent)[:300]) for where, status, sent in broken] == []
    assert inputs >= LEAST
