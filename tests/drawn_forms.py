"""The forms of a page as a browser would send them: what stands in their fields, the hidden ones and the token too."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client


@dataclass
class DrawnForm:
    """One form: where it is sent, and what stands in its fields.

    `names` are those of all fields, also of those that send nothing untouched: boxes that are not ticked, files.
    `buttons` has the name and value of each button that has a name: a browser sends the pressed one.
    """

    action: str
    method: str
    fields: dict[str, Any] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    """Reads fields as HTML sends them: ticked boxes and chosen options alone, the first option where none is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[DrawnForm] = []
        self.here: DrawnForm | None = None
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        if tag == "form":
            self.here = DrawnForm(of.get("action") or "", (of.get("method") or "get").lower())
            self.forms.append(self.here)
        if self.here is None or "disabled" in of:
            return
        name, value = of.get("name") or "", of.get("value") or ""
        if tag == "option" and self.select and ("selected" in of or self.select not in self.here.fields):
            self.here.fields[self.select] = value
        elif name and tag in ("input", "button", "select", "textarea"):
            self._control(self.here, tag, of.get("type") or "", name, value, ticked="checked" in of)

    def _control(self, form: DrawnForm, tag: str, kind: str, name: str, value: str, *, ticked: bool) -> None:
        if tag == "button" or kind in ("submit", "image"):
            form.buttons.append((name, value))
            return
        form.names.add(name)
        if tag == "select":
            self.select = name
        elif tag == "textarea":
            self.area = name
            form.fields[name] = ""
        elif kind != "file" and (ticked or kind not in ("checkbox", "radio")):
            self._add(name, value)

    def handle_data(self, data: str) -> None:
        if self.here is not None and self.area:
            self.here.fields[self.area] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.here = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""

    def _add(self, name: str, value: str) -> None:
        assert self.here is not None
        known = self.here.fields.get(name)
        more = [*known, value] if isinstance(known, list) else [known, value]
        self.here.fields[name] = value if known is None else more


def forms_of(html: str) -> list[DrawnForm]:
    """Every form of a page."""
    reader = _Forms()
    reader.feed(html)
    return reader.forms


def form_on(client: Client, page: str, *, to: str = "") -> DrawnForm:
    """The form of a page that posts to `to`, or to the page itself."""
    path = page.split("?")[0]
    found = [f for f in forms_of(client.get(page).content.decode()) if f.method == "post"]
    chosen = next(f for f in found if f.action.split("#")[0].split("?")[0] in ({to} if to else {"", path}))
    chosen.action = page if not chosen.action or chosen.action.startswith(("#",)) else chosen.action
    if chosen.action.startswith("?"):
        chosen.action = path + chosen.action
    return chosen
