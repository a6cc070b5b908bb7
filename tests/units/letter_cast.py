"""What the tests of letters share: telling people, and a stand-in for the mail server."""

from collections.abc import Callable
from datetime import datetime
from email.header import decode_header, make_header
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend

from tests.cast import NOW, World, after
from units.models import Letter
from units.services import letters, notices

SENDER = "LĐLĐ thành phố Hà Nội"


def tell(world: World, *names: str, key: str = "k", phase: str = "Đợt 1", now: datetime = NOW) -> None:
    notices.notify(
        people=[getattr(world, n).person_id for n in names], kind="phase_closed", key=key,
        values={"sender": SENDER, "phase": phase}, url="/phases/1/standings/", now=now,
    )  # fmt: skip


def returned(world: World, count: int, now: datetime = NOW, step: int = 0) -> None:
    for i in range(count):
        values = {
            "sender": SENDER, "phase": "Đợt 1", "indicator": f"Chỉ tiêu {i}", "reason": "Thiếu minh chứng",
            "deadline": "2024-08-01T00:00:00+07:00",
        }  # fmt: skip
        notices.notify(
            people=[world.hoa.person_id], kind="result_returned", key=f"r{i}:{now}", values=values, url="/sheets/1/",
            now=after(now, seconds=i * step),
        )  # fmt: skip


def states() -> list[tuple[str, str, int]]:
    return list(Letter.objects.order_by("address").values_list("address", "state", "attempts"))


class Server:
    """A stand-in for the mail server: what `send` and `open` do is set by the test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opening: Exception | None = None
        self.refuses: Callable[[EmailMessage], Exception | None] = lambda _message: None
        self.took: list[str] = []
        monkeypatch.setattr(letters, "get_connection", lambda: Connection(self))


class Connection(EmailBackend):
    def __init__(self, server: Server) -> None:
        super().__init__()
        self.server = server

    def open(self) -> None:
        if self.server.opening:
            raise self.server.opening

    def send_messages(self, messages: Any) -> int:
        for message in messages:
            if fault := self.server.refuses(message):
                raise fault
            self.server.took += message.to
        return super().send_messages(messages)


def email_name(letter: EmailMessage) -> str:
    return str(make_header(decode_header(letter.message()["From"])))
