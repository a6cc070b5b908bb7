"""What the appraiser's form sends: figures that are ticked, or those of a group that are beyond doubt."""

from django.http import QueryDict

from common.request import id_in

#: Figures of a group that may be confirmed without ticks of their own, and the button that means all on the page.
CLEAR, EVERY = "clear-", "page"


def ticked_in(sent: QueryDict, name: str = "results") -> dict[int, int]:
    """Figure → version on the page, of what is ticked; what is no tick is passed over."""
    return _read(sent.getlist(name))


def clear_in(sent: QueryDict) -> dict[int, int]:
    """As `ticked_in`, of the figures beyond doubt of the group whose button was pressed."""
    group = sent.get("group", "")
    names = [name for name in sent if name.startswith(CLEAR)] if group == EVERY else [f"{CLEAR}{group}"]
    return _read([text for name in names for text in sent.getlist(name)])


def _read(texts: list[str]) -> dict[int, int]:
    found = {}
    for text in texts:
        figure, _dot, version = text.partition(".")
        # The version of a row that nobody has touched is 0, which is no id.
        if id_in(figure) and version.isascii() and version.isdigit() and len(version) < 19:
            found[id_in(figure)] = int(version)
    return found
