"""What a letter says: the notices that it carries, in the language of its reader, with sender, deadline and links."""

from collections.abc import Sequence
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from units.models import Letter, Notice
from units.notices import Words, one_line, subject_of, words_of


def compose(letter: Letter, notices: Sequence[Notice], *, language: str) -> EmailMessage:
    """The mail of a letter with at least one notice. Raises UnknownKind, and KeyError for a value that is missing."""
    with translation.override(language):
        said = [words_of(notice.kind, notice.values) for notice in notices]
        senders = list(dict.fromkeys(words.sender for words in said))
        name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        return EmailMessage(
            subject=subject_of(letter.kind, said),
            body=_text(letter, notices, said, senders),
            from_email=formataddr((one_line(senders[0]) if len(senders) == 1 else name, address)),
            to=[letter.address],
            # The same whenever it is tried again: a mail server that has it already can drop the second.
            headers={
                "Message-ID": f"<letter-{letter.pk}-{letter.created_at:%Y%m%d%H%M%S}@{address.rpartition('@')[2]}>",
                "Auto-Submitted": "auto-generated",
            },
        )


def _text(letter: Letter, notices: Sequence[Notice], said: Sequence[Words], senders: Sequence[str]) -> str:
    blocks = [_("Dear %(person)s,") % {"person": letter.person.full_name}]
    same = {(words.body, words.deadline, notice.url) for notice, words in zip(notices, said, strict=True)}
    if len(said) == 1:
        blocks.append("\n".join([said[0].title, *_rest(said[0], notices[0].url)]))
    elif len(same) == 1:  # what all have in common is said once
        titles = [f"{i}. {words.title}" for i, words in enumerate(said, 1)]
        blocks += [
            "\n".join([subject_of(letter.kind, said) + ":", *titles]),
            "\n".join(_rest(said[0], notices[0].url)),
        ]
    else:
        blocks.append(subject_of(letter.kind, said) + ":")
        blocks += [
            "\n".join([f"{i}. {words.title}", *_rest(words, notice.url)])
            for i, (notice, words) in enumerate(zip(notices, said, strict=True), 1)
        ]
    if not settings.SITE_URL:
        blocks.append(
            _(
                "This letter carries no link, since the address of the system is not set. "
                "Please sign in as usual and open “Notices”."
            )
        )
    blocks.append("\n".join(["--", *senders, _foot()]))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _rest(words: Words, url: str) -> list[str]:
    """What a notice says below its title, in lines."""
    lines = [words.body] if words.body else []
    if words.deadline:
        lines.append(_("Deadline: %(end)s") % {"end": words.deadline})
    if settings.SITE_URL and url:
        lines.append(_("Open: %(link)s") % {"link": settings.SITE_URL + url})
    return lines


def _foot() -> str:
    return _(
        "Sent by the emulation tracker, to the address in your account. Nobody reads answers to this letter. "
        "To change the address, please ask the administrator of your union."
    )
