"""What pages of every app show in the same way."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Badge:
    """A state in a word or two, drawn by `{% badge %}`. Kinds: ok, wait, fault, info, lock, plain."""

    kind: str
    icon: str
    words: str
    css: str = ""


@dataclass(frozen=True)
class PhaseLine:
    """The line below a page's head: until when, where it stands, and who acts next, with what else is to be known."""

    words: str
    is_due: bool = False
    facts: tuple[str, ...] = ()
