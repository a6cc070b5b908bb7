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
    """The line below a page's head: until when, where it stands, and who acts next, with what else is to be known.

    `left` is the time that is left; it stands on no print, which it would outlive.
    """

    words: str
    is_due: bool = False
    facts: tuple[str, ...] = ()
    left: str = ""


@dataclass(frozen=True)
class Stage:
    """A step of a way that a page draws: `state` is done, now, or "" for what is to come."""

    name: str
    state: str
    note: str = ""


@dataclass(frozen=True)
class Button:
    """A link in a page's head that looks like a button; `route` is the name of an address that takes one number."""

    route: str
    pk: int
    icon: str
    words: str
    is_primary: bool = True


@dataclass(frozen=True)
class Nothing:
    """What a page says where there is nothing to show: what is missing, why, and the one way on, if there is one.

    `route` is the name of an address that takes `pk`.
    """

    icon: str
    title: str
    text: str = ""
    route: str = ""
    pk: int = 0
    label: str = ""


@dataclass(frozen=True)
class Question:
    """What a page asks before something is taken away or cannot be taken back: what will happen, and the two ways on.

    `keeps` are the hidden fields that say what the act is about; `back` is the address of who rather leaves it.
    """

    title: str
    act: str
    back: str
    stakes: tuple[str, ...] = ()
    icon: str = "cross"
    is_grave: bool = False
    keeps: tuple[tuple[str, str], ...] = ()
