"""Mail never stands before a deadline: a real silent mail server, a wrong password, a real clock and real workers."""

import time
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from campaigns.choices import PhaseStatus
from tests.cast import World, after
from tests.faults.conftest import Field
from tests.faults.processes import HURRIED, product
from tests.smtp_servers import mailbox, silent
from units.choices import LetterFault, LetterState
from units.models import Letter
from units.services import letters, notices

#: Seconds after its deadline by which a phase is closed, whatever the mail server does.
LATEST = 30


def tell(world: World, *names: str) -> None:
    """Write notices so long ago that their letters are due."""
    notices.notify(
        people=[getattr(world, n).person_id for n in names], kind="phase_closed", key="k",
        values={"sender": "LĐLĐ thành phố Hà Nội", "phase": "Đợt 1"}, url="/", now=after(timezone.now(), hours=-1),
    )  # fmt: skip


def smtp(port: int, account: str = "") -> str:
    return f"smtp://{account}127.0.0.1:{port}"


@pytest.mark.django_db(transaction=True)
def test_a_silent_mail_server_does_not_delay_a_close(field: Field, tmp_path: Path) -> None:
    with silent() as server, product(tmp_path, EMAIL_URL=smtp(server.port)) as children:
        children.worker("mail", queues="mail")
        children.worker()
        children.clock(application=HURRIED)
        field.open_again(6)
        deadline = field.phase().entry_closes_at
        tell(field.season.world, "hoa", "hung", "nga")
        children.wait_for(lambda: server.asked, "the mail worker to ask", 40)
        children.wait_for(lambda: field.state()[0] == PhaseStatus.CLOSED, "the close", 90)
        late = (timezone.now() - deadline).total_seconds()
        print(f"closed {late:.1f} s after the deadline beside a silent mail server")
        children.wait_for(
            lambda: Letter.objects.filter(fault=LetterFault.NO_ANSWER).exists(), "the fault to be known", 40
        )
    assert late <= LATEST
    assert Letter.objects.filter(state=LetterState.SENT).count() == 0


@pytest.mark.django_db(transaction=True)
def test_with_letters_on_the_queue_of_the_clock_it_would(field: Field, tmp_path: Path) -> None:
    """The negative control: the same server, letters where they were before, without an end to the waiting."""
    with silent() as server, product(tmp_path, EMAIL_URL=smtp(server.port), EMAIL_TIMEOUT="300") as children:
        children.worker()
        field.open_again(3600)
        tell(field.season.world, "hoa")
        children.clock(application="tests.faults.mail_on_clock")
        children.wait_for(lambda: server.asked, "the clock to ask the mail server", 40)
        field.phase().__class__.objects.filter(pk=field.phase_id).update(entry_closes_at=timezone.now())
        time.sleep(LATEST + 1)
        assert field.state()[0] == PhaseStatus.OPEN


@pytest.mark.django_db(transaction=True)
def test_letters_wait_with_a_wrong_password_and_go_when_it_is_right(field: Field, tmp_path: Path) -> None:
    world = field.season.world
    with mailbox() as server:
        tell(world, "hoa", "hung")
        with product(tmp_path, EMAIL_URL=smtp(server.port, "user:wrong@")) as children:
            children.worker("mail", queues="mail")
            children.clock(application=HURRIED)
            children.wait_for(
                lambda: Letter.objects.filter(fault=LetterFault.PASSWORD).count() == 2, "the refusal", 60
            )
        assert set(Letter.objects.values_list("state", "said")) == {
            (LetterState.WAITING, "535 5.7.8 wrong user name or password")
        }
        assert server.took == []
        again = tmp_path / "again"
        again.mkdir()
        with product(
            again, EMAIL_URL=smtp(server.port, "user:right@"), SITE_URL="https://x.example.vn"
        ) as children:
            children.worker("mail", queues="mail")
            children.clock(application=HURRIED)
            letters.resend(letters=Letter.objects.all(), by=world.an, now=timezone.now())
            children.wait_for(lambda: len(server.took) == 2, "the letters", 60)
            children.wait_for(
                lambda: Letter.objects.filter(state=LetterState.SENT).count() == 2, "the ledger", 20
            )
    assert sorted(m["To"] for m in server.took) == ["hoa@example.vn", "hung@example.vn"]
    assert "LĐLĐ thành phố Hà Nội" in str(server.took[0]["From"])
    assert "https://x.example.vn/" in server.took[0].get_content()


@pytest.mark.django_db
def test_a_real_server_that_refuses_one_address_gets_the_other_letters(world: World, settings: Any) -> None:
    with mailbox() as server:
        server.refused.add("hoa@example.vn")
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "user", "right"
        tell(world, "hoa", "hung", "nga")
        assert letters.deliver(now=timezone.now()) == 2
        assert sorted(m["To"] for m in server.took) == ["hung@example.vn", "nga@example.vn"]
    refused = Letter.objects.get(address="hoa@example.vn")
    assert (refused.state, refused.fault) == (LetterState.FAILED, LetterFault.ADDRESS)
    assert "no such user" in refused.said
