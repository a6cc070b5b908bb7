"""Translations without GNU gettext: sources are in English, Vietnamese is in locale/vi/LC_MESSAGES/django.po.

messages.py extract            bring the catalogue in line with the code and the templates; keeps translations
messages.py missing            print what has no translation yet, in the form that `merge` reads
messages.py merge FILE.tsv …   add translations:  English<TAB>Vietnamese
                                                  singular|||plural<TAB>Vietnamese
                                                  context@@English<TAB>Vietnamese
                               with \\n for a new line and \\t for a tab; blank lines and lines with # are skipped
messages.py compile            write django.mo, which is not committed
messages.py check              fail and list what is missing, fuzzy, unused, or has other placeholders
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as babel_extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale" / "vi" / "LC_MESSAGES" / "django.po"
APPS = ("common", "emulation_tracker", "units", "campaigns", "awards")

CONTEXT = (1, "c")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": (CONTEXT, 2),
    "pgettext_lazy": (CONTEXT, 2),
    "npgettext": (CONTEXT, 2, 3),
    "npgettext_lazy": (CONTEXT, 2, 3),
}
HEADER = r"""# The Vietnamese of every sentence of the application. Brought in line by: scripts/messages.py extract
msgid ""
msgstr ""
"Project-Id-Version: emulation-tracker\n"
"Language: vi\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=1; plural=0;\n"

"""
NAMED = re.compile(r"%\((\w+)\)[a-zA-Z]|\{(\w*)(?:![rsa])?(?::[^{}]*)?\}")
POSITIONAL = re.compile(r"(?<!%)(?:%%)*%([sdif])")
Key = tuple[str, str | None]


def say(text: str) -> None:
    print(f"messages: {text}", flush=True)


# ------------------------------------------------------------------------------------------ what the sources say


def template_source(text: str) -> str:
    """A template as Python calls of gettext; all else is blanked out, and indentation would stop the reader."""
    from django.utils.translation.template import templatize

    return "\n".join(line.lstrip() for line in templatize(text).splitlines()) + "\n"


def sources() -> Iterator[tuple[Path, str]]:
    """Every file that may hold sentences, as Python text."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, path.read_text(encoding="utf-8")
    for folder in ("templates", *(f"{app}/templates" for app in APPS)):
        for suffix in ("*.html", "*.txt"):
            for path in sorted((ROOT / folder).rglob(suffix)):
                yield path, template_source(path.read_text(encoding="utf-8"))


def extract_sources() -> Catalog:
    found = Catalog(locale="vi", charset="utf-8")
    for path, text in sources():
        try:
            for _line, message, _comments, context in babel_extract(
                "python", io.BytesIO(text.encode()), KEYWORDS, options={"encoding": "utf-8"}
            ):
                found.add(message, context=context)
        except (SyntaxError, ValueError) as error:
            sys.exit(f"messages: {path.relative_to(ROOT)} cannot be read: {error}")
    return found


# ---------------------------------------------------------------------------------------------- the catalogue


def messages(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def key(message: Message) -> Key:
    return (message.id if isinstance(message.id, str) else message.id[0], message.context)


def translation(message: Message) -> str:
    """Vietnamese has one form for any number."""
    text = message.string
    return text if isinstance(text, str) else (text or ("",))[0]


def set_translation(message: Message, text: str) -> None:
    message.string = (text,) if message.pluralizable else text


def read_catalogue() -> Catalog:
    if not PO.exists():
        return Catalog(locale="vi", charset="utf-8")
    with PO.open("rb") as stream:
        return read_po(stream, locale="vi", charset="utf-8", ignore_obsolete=True)


def current() -> tuple[Catalog, int]:
    """What the sources say with the translations known so far, and how many known ones are used no more."""
    fresh, known = extract_sources(), {key(message): message for message in messages(read_catalogue())}
    for message in messages(fresh):
        if old := known.pop(key(message), None):
            set_translation(message, translation(old))
            if old.fuzzy:
                message.flags.add("fuzzy")
    return fresh, len(known)


def write_catalogue(catalog: Catalog) -> None:
    out = io.BytesIO()
    write_po(out, catalog, width=110, no_location=True, omit_header=True, sort_output=True)
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(HEADER.encode() + out.getvalue().strip() + b"\n")


# ---------------------------------------------------------------------------------- tab-separated translations


def escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def unescape(text: str) -> str:
    return re.sub(r"\\([nt\\])", lambda found: {"n": "\n", "t": "\t"}.get(found[1], "\\"), text)


def as_line(message: Message) -> str:
    text = message.id if isinstance(message.id, str) else "|||".join(message.id)
    return escape(f"{message.context}@@{text}" if message.context else text)


def read_line(line: str) -> tuple[Key, str] | None:
    source, tab, vietnamese = line.partition("\t")
    if not tab or not vietnamese.strip():
        return None
    source = unescape(source)
    context: str | None = None
    if "@@" in source:
        context, source = source.split("@@", 1)
    return (source.split("|||")[0], context), unescape(vietnamese.rstrip())


# --------------------------------------------------------------------------------------------------- commands


def extract() -> int:
    catalog, unused = current()
    write_catalogue(catalog)
    all_messages = messages(catalog)
    missing = sum(1 for message in all_messages if not translation(message))
    say(
        f"{len(all_messages)} sentences, {missing} without Vietnamese, {unused} dropped that were used no more"
    )
    return 0


def missing() -> int:
    for message in sorted(messages(current()[0]), key=key_for_sort):
        if not translation(message):
            print(f"{as_line(message)}\t")
    return 0


def key_for_sort(message: Message) -> tuple[str, str]:
    return (key(message)[0], message.context or "")


def merge(files: list[str]) -> int:
    if not files:
        sys.exit("messages: merge which file?")
    catalog, _unused = current()
    known = {key(message): message for message in messages(catalog)}
    merged, faults = 0, []
    for name in files:
        for number, line in enumerate(Path(name).read_text(encoding="utf-8-sig").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            read = read_line(line)
            if read is None:
                faults.append(f"{name}:{number}: no Vietnamese after a tab: {line}")
            elif (message := known.get(read[0])) is None:
                faults.append(f"{name}:{number}: no source says: {line.partition(chr(9))[0]}")
            else:
                set_translation(message, read[1])
                message.flags.discard("fuzzy")
                merged += 1
    write_catalogue(catalog)
    say(f"{merged} translations merged")
    for fault in faults:
        print(f"  {fault}")
    return 1 if faults else 0


def compile_catalogue() -> int:
    if not PO.exists():
        say("no catalogue yet")
        return 0
    known, ready = read_catalogue(), Catalog(locale="vi", charset="utf-8", project="emulation-tracker")
    for message in messages(known):
        if translation(message) and not message.fuzzy:
            ready.add(message.id, message.string, context=message.context)
    ready.creation_date = ready.revision_date = datetime(2024, 1, 1, tzinfo=UTC)  # same catalogue, same file
    out = io.BytesIO()
    write_mo(out, ready)
    target = PO.with_suffix(".mo")
    if not target.exists() or target.read_bytes() != out.getvalue():
        fresh = target.with_suffix(".mo.new")
        fresh.write_bytes(out.getvalue())
        fresh.replace(target)
        say(f"{len(messages(ready))} translations compiled")
    return 0


def placeholders(text: str) -> tuple[set[str], int]:
    return {a or f"{{{b}}}" for a, b in NAMED.findall(text)}, len(POSITIONAL.findall(text))


def check() -> int:
    used = {key(message): message for message in messages(extract_sources())}
    known = {key(message): message for message in messages(read_catalogue())}
    faults: list[str] = []
    for at, message in sorted(used.items(), key=lambda item: key_for_sort(item[1])):
        old = known.get(at)
        if old is None or not translation(old):
            faults.append(f"no Vietnamese: {as_line(message)}")
            continue
        if old.fuzzy:
            faults.append(f"fuzzy: {as_line(message)}")
        source = message.id if isinstance(message.id, str) else message.id[1]
        if placeholders(source) != placeholders(translation(old)):
            faults.append(f"other placeholders: {as_line(message)} -> {escape(translation(old))}")
    faults += [f"used no more: {as_line(message)}" for at, message in known.items() if at not in used]
    for fault in faults:
        print(f"  {fault}")
    say(
        f"{len(faults)} faults, see scripts/messages.py"
        if faults
        else f"all {len(used)} sentences are in Vietnamese"
    )
    return 1 if faults else 0


def main() -> int:
    match sys.argv[1:]:
        case ["extract"]:
            return extract()
        case ["missing"]:
            return missing()
        case ["merge", *files]:
            return merge(files)
        case ["compile"]:
            return compile_catalogue()
        case ["check"]:
            return check()
        case _:
            print(__doc__)
            return 2


if __name__ == "__main__":
    sys.exit(main())
