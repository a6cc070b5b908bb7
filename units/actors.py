"""Who acts: a person's account, or the installation itself."""

from typing import Final

from units.models import User


class System:
    """The installation itself: the clock's jobs, the command line, the demo.

    It may do everything and is named in the audit. A service takes it in place of an account as `by=SYSTEM`.
    Views and forms may not import it (`tests/test_architecture.py`), so that a forgotten account is an error
    there and never full rights.
    """

    pk: Final = None
    username: Final = "system"


SYSTEM: Final = System()
Actor = User | System


def account_of(actor: Actor) -> User | None:
    """The account for a column that names one; null for the installation itself."""
    return None if isinstance(actor, System) else actor
