"""The acts of the queue that want words, and the keys that press them. No query."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from campaigns.models import QUESTION, REASON


@dataclass(frozen=True)
class Panel:
    """An act on the ticked figures: its button, what it asks for, and what is said where so many are ticked.

    `name` is the field, `route` the address that takes the phase, `typed` what stood in the field; `is_wrong` is the
    act that was refused for its words.
    """

    key: str
    name: str
    route: str
    icon: str
    most: int
    label: str
    asks: str
    plain: str
    one: str
    many: str
    typed: str
    is_wrong: bool

    @property
    def is_open(self) -> bool:
        """Something stands in it, or is asked for."""
        return self.is_wrong or bool(self.typed)


def panels_for(
    *, is_appraised: bool, may_return: bool, typed: Mapping[str, str], wrong: str = ""
) -> list[Panel]:
    """The acts for figures that are appraised, or that wait, in the order of the page; `wrong` is a field's name."""
    reason = {"typed": typed.get("reason", ""), "is_wrong": wrong == "reason"}
    text = {"typed": typed.get("text", ""), "is_wrong": wrong == "text"}
    if is_appraised:
        return [_take_back(**reason)]
    return [*([_return(**reason)] if may_return else []), _ask(**text)]


def _take_back(**known: Any) -> Panel:
    return Panel(
        key="r",
        name="reason",
        route="results-take-back",
        icon="returned",
        most=REASON,
        label=_("Take the confirmation back…"),
        asks=_("Why is the confirmation taken back? The union reads it."),
        plain=_("Take the ticked confirmations back"),
        one=_("Take {n} confirmation back"),
        many=_("Take {n} confirmations back"),
        **known,
    )


def _return(**known: Any) -> Panel:
    return Panel(
        key="r",
        name="reason",
        route="results-return",
        icon="returned",
        most=REASON,
        label=_("Return…"),
        asks=_("What should the union correct?"),
        plain=_("Return the ticked figures"),
        one=_("Return {n} figure"),
        many=_("Return {n} figures"),
        **known,
    )


def _ask(**known: Any) -> Panel:
    return Panel(
        key="a",
        name="text",
        route="results-ask",
        icon="info",
        most=QUESTION,
        label=_("Ask…"),
        asks=_("What do you want to know? The figure stays submitted."),
        plain=_("Ask about the ticked figures"),
        one=_("Ask about {n} figure"),
        many=_("Ask about {n} figures"),
        **known,
    )


def keys_for(*, is_appraised: bool, may_return: bool) -> list[tuple[list[str], str]]:
    """What each key does, for the page that explains them."""
    walking = [(["j", "k"], _("next, previous figure")), (["x"], _("tick it, or take the tick away"))]
    if is_appraised:
        acts = [(["Enter"], _("take its confirmation back")), (["r"], _("take its confirmation back"))]
    else:
        acts = [(["Enter"], _("confirm what is ticked; where nothing is, this figure"))]
        acts += [(["r"], _("return it"))] if may_return else []
        acts += [(["a"], _("ask about it"))]
    writing = [(["Ctrl", "Enter"], _("send what you are writing")), (["Esc"], _("back to the figure"))]
    return [*walking, *acts, *writing, (["?"], _("show these keys"))]
