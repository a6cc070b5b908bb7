"""A form whose sender is no longer signed in, or signed in anew elsewhere: it leads back, and is not lost."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import Content
from tests.cast import PASSWORD, Season
from tests.drawn_forms import DrawnForm, form_on, forms_of
from tests.matrix.addresses import MATRIX, OPEN
from tests.matrix.places import address, places, sent_to  # noqa: F401 a fixture
from tests.pages import as_, text_of

pytestmark = pytest.mark.usefixtures("in_july")
HERE = {"origin": "http://testserver"}


def browser(season: Season, name: str = "quang", **options: Any) -> Client:
    """Somebody who has signed in by the form, in a browser that checks the forms' tokens."""
    client = Client(enforce_csrf_checks=True, headers=HERE, **options)
    sign_in(client, name)
    return client


def sign_in(client: Client, name: str) -> Any:
    form = form_on(client, "/login/")
    return client.post("/login/", {**form.fields, "username": name, "password": PASSWORD})


def a_line(client: Client, season: Season) -> DrawnForm:
    form = form_on(client, reverse("content-new", args=[season.campaign.pk]))
    form.fields["text"] = "Chăm lo <đời sống>\nvà việc làm"
    form.fields.pop("another", None)
    return form


# --- Signed out ---------------------------------------------------------------------------------------------
def test_every_act_leads_back_to_a_page_after_the_sign_in(season: Season, places: Any) -> None:  # noqa: F811
    """Without a word about where the form stood: the address itself knows its page."""
    found = {}
    for name, (method, _codes) in MATRIX.items():
        if method != "POST" or name in OPEN or name == "logout":
            continue
        client = Client()
        where = address(name, places, season)
        led = client.post(where, sent_to(name, season))
        assert led.status_code == 302, name
        assert led.url.startswith("/login/?next="), name
        who = "hoa" if name == "notice-open" else "an"
        form = form_on(client, led.url)
        back = client.post(led.url, {**form.fields, "username": who, "password": PASSWORD}, follow=True)
        found[name] = back.status_code
    assert found == dict.fromkeys(found, 200)
    assert len(found) >= 24


def test_a_form_leads_back_to_the_very_page_that_it_stood_on(season: Season) -> None:
    client = Client()
    page = reverse("appraisal", args=[season.phase.pk]) + "?q=ba&page=1"
    act = reverse("results-verify", args=[season.phase.pk])
    led = client.post(act, headers={"referer": f"http://testserver{page}"})
    form = form_on(client, led.url)
    assert form.fields["next"] == page
    assert "nothing was sent yet" in text_of(client.get(led.url))
    elsewhere = client.post(act, headers={"referer": "https://example.org/x"})
    assert form_on(client, elsewhere.url).fields["next"] == act


def test_a_plain_visit_says_nothing_of_a_form(season: Season) -> None:
    client = Client()
    led = client.get("/campaigns/")
    assert led.url == "/login/?next=/campaigns/"
    assert "nothing was sent yet" not in text_of(client.get(led.url))


# --- Signed in anew in another tab --------------------------------------------------------------------------
def test_a_form_drawn_before_signing_in_anew_is_sent_once_more_with_a_token_that_holds(
    season: Season,
) -> None:
    client = browser(season)
    first_tab = a_line(client, season)
    client.post("/logout/", {**form_on(client, "/", to="/logout/").fields})
    sign_in(client, "quang")
    refused = client.post(first_tab.action, first_tab.fields)
    assert refused.status_code == 403
    page = text_of(refused)
    assert 'It is sent in the name of <b class="strong">Quang</b>' in page
    assert "&lt;đời sống&gt;" in page
    (again,) = forms_of(refused.content.decode())
    assert again.action == first_tab.action
    assert client.post(again.action, again.fields).status_code == 302
    assert Content.objects.get(campaign=season.campaign).text == "Chăm lo <đời sống>\nvà việc làm"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://example.org"},
        {"origin": "null"},
        {"origin": "", "referer": "https://example.org/"},
        {"origin": "http://testserver.example.org"},
    ],
)
def test_a_page_elsewhere_gets_no_button_that_sends_its_words(
    season: Season, headers: dict[str, str]
) -> None:
    client = browser(season)
    act = reverse("content-new", args=[season.campaign.pk])
    refused = client.post(act, {"text": "from elsewhere", "kind": "content"}, headers=headers)
    page = text_of(refused)
    assert refused.status_code == 403
    assert forms_of(refused.content.decode()) == []
    assert "from elsewhere" not in page
    assert "This did not come from a page of this site" in page


def test_passwords_and_files_are_not_kept_and_the_page_is_opened_anew(season: Season) -> None:
    client = browser(season)
    page = {"referer": "http://testserver/password/", **HERE}
    refused = client.post(
        "/password/", {"old_password": "geheim-1", "csrfmiddlewaretoken": "x"}, headers=page
    )
    html = text_of(refused)
    assert ("geheim-1" in html, "Open the page anew" in html, 'href="http://testserver/password/"' in html) == (
        False, True, True,
    )  # fmt: skip


def test_a_sign_in_form_left_open_leads_to_the_work_of_who_is_signed_in(season: Season) -> None:
    client = Client(enforce_csrf_checks=True, headers=HERE)
    first_tab = form_on(client, "/login/")
    sign_in(client, "quang")
    answer = client.post("/login/", {**first_tab.fields, "username": "quang", "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, "/")


def test_who_is_signed_out_with_an_old_token_is_led_to_the_sign_in(season: Season) -> None:
    client = browser(season)
    form = a_line(client, season)
    client.cookies.clear()
    refused = client.post(form.action, form.fields)
    assert 'href="/login/"' in text_of(refused)
    assert not Content.objects.filter(campaign=season.campaign).exists()


def test_another_token_is_drawn_each_time(season: Season) -> None:
    """What the keys of sendings rest on: Django masks its token anew for each page."""
    client = browser(season)
    tokens = {a_line(client, season).fields["csrfmiddlewaretoken"] for _n in range(3)}
    assert [len(tokens), *{len(token) for token in tokens}] == [3, 64]


def test_every_form_of_every_page_carries_a_token(season: Season, places: Any) -> None:  # noqa: F811
    client = as_(season.world.an)
    seen = 0
    for name, (method, codes) in MATRIX.items():
        if method != "GET" or codes[-1] != 200:
            continue
        answer = client.get(address(name, places, season))
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        for form in forms_of(answer.content.decode()):
            if form.method == "post":
                assert len(str(form.fields["csrfmiddlewaretoken"])) == 64, name
                seen += 1
    assert seen > 50
