"""The caller's address counts proxies from the right: what a caller writes into the header itself is never believed."""

from typing import Any

import pytest
from django.test import RequestFactory

from common.request import caller_address


@pytest.mark.parametrize(
    ("trusted", "forwarded", "address"),
    [
        (0, "", "10.0.0.9"),
        (0, "1.2.3.4", "10.0.0.9"),
        (1, "", "10.0.0.9"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "1.2.3.4", "10.0.0.9"),
        (1, " , 1.2.3.4 ,", "1.2.3.4"),
    ],
)
def test_only_trusted_proxies_are_believed(settings: Any, trusted: int, forwarded: str, address: str) -> None:
    settings.TRUSTED_PROXIES = trusted
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="10.0.0.9")
    assert caller_address(request) == address
