"""What the tests of the organisation share."""

import pytest

from tests.units.letter_cast import Server


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    """A mail server that takes everything until the test says otherwise."""
    return Server(monkeypatch)
