"""What a letter says: the notices that it carries, in the language of its reader, with sender, deadline and links."""

from collections.abc import Sequence
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.templatetags.look import vn
from units.models import Letter, Notice
from units.notices import kind_of, one_line


def compose(letter: Letter, notices: Sequence[Notice], *, language: str) -> EmailMessage:
    """The mail of a letter with at least one notice. Raises UnknownKind, and KeyError for a value that is missing."""
    with translation.override(language):
        senders = list(dict.fromkeys(notice.words.sender for notice in notices))
        name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        return EmailMessage(
            subject=subject_of(letter.kind, notices),
            body=_text(letter, notices, senders),
            from_email=formataddr((one_line(senders[0]) if len(senders) == 1 else name, address)),
            to=[letter.address],
            # The same whenever it is tried again: a mail server that has it already can drop the second.
            headers={
                "Message-ID": f"<letter-{letter.pk}-{letter.created_at:%Y%m%d%H%M%S}@{address.rpartition('@')[2]}>",
                "Auto-Submitted": "auto-generated",
            },
        )


def subject_of(kind: str, notices: Sequence[Notice]) -> str:
    """The subject of a letter, in the language that is active."""
    first, others = notices[0].title, len(notices) - 1
    several = kind_of(kind).several
    if not others:
        return first
    if several is not None:
        return several(len(notices))
    return one_line(
        ngettext("%(title)s, and %(count)s more", "%(title)s, and %(count)s more", others)
        % {"title": first, "count": vn(others, 0)}
    )


def _text(letter: Letter, notices: Sequence[Notice], senders: Sequence[str]) -> str:
    many = len(notices) > 1
    blocks = [_("Dear %(person)s,") % {"person": letter.person.full_name}]
    if many:
        blocks.append(subject_of(letter.kind, notices) + ":")
    blocks += [_block(notice, f"{i}. " if many else "") for i, notice in enumerate(notices, 1)]
    if not settings.SITE_URL:
        blocks.append(
            _(
                "This letter carries no link, since the address of the system is not set. "
                "Please sign in as usual and open “Notices”."
            )
        )
    blocks.append("\n".join(["--", *senders, _foot()]))
    return "\n\n".join(blocks) + "\n"


def _block(notice: Notice, number: str) -> str:
    words = notice.words
    lines = [number + words.title]
    if words.body:
        lines.append(words.body)
    if words.deadline:
        lines.append(_("Deadline: the end of %(day)s") % {"day": words.deadline})
    if settings.SITE_URL and notice.url:
        lines.append(_("Open: %(link)s") % {"link": settings.SITE_URL + notice.url})
    return "\n".join(lines)


def _foot() -> str:
    return _(
        "Sent by the emulation tracker, to the address in your account. Nobody reads answers to this letter. "
        "To change the address, please ask the administrator of your union."
    )
