"""How figures, dates, badges and icons are written on every page.

Numbers and dates keep the Vietnamese form in both languages.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django import template
from django.core.paginator import Page
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.dates import HANOI
from common.pages import Badge
from common.text import format_figure, inside

register = template.Library()
register.filter(inside)

NONE = "–"
MIDNIGHT = dt.time(0, 0)


# --- Figures ------------------------------------------------------------------------------------------------
def _decimal(value: object) -> Decimal | None:
    """The value as a Decimal; None where it is no number at all."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _rounded(number: Decimal, places: int) -> Decimal:
    """Half away from zero, and no minus before a zero."""
    result = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return result or abs(result)


@register.filter
def vn(value: object, places: int = 2) -> str:
    """`1234.50|vn` → `1.234,5`: at most so many decimals, none for show."""
    number = _decimal(value)
    if number is None:
        return NONE
    text = format_figure(_rounded(number, places), places)
    return text.rstrip("0").rstrip(",") if places > 0 else text


@register.filter
def fixed(value: object, places: int = 2) -> str:
    """`54500|fixed:1` → `54.500,0`: always so many decimals, so that a column lines up."""
    number = _decimal(value)
    return NONE if number is None else format_figure(_rounded(number, places), places)


POINT_PLACES = 2, 4  # shown at least, and stored


def point_places(values: Iterable[object]) -> int:
    """How many decimals a column of points wants, 2 to 4, so that none of them is rounded (into a higher band, say)."""
    least, most = POINT_PLACES
    found = [_rounded(n, most).normalize() for n in map(_decimal, values) if n is not None]
    return max([least, *(-int(n.as_tuple().exponent) for n in found)])


@register.filter
def points(value: object) -> str:
    """Points as they are stored: two decimals, `97,25`, and the third and fourth where there are any: `94,995`."""
    return fixed(value, point_places([value]))


@register.filter
def points_in(value: object, places: int) -> str:
    """Points in a column of so many decimals: the digits past the second are small, and missing ones keep their place.

    So the decimal commas of a column stand below each other, and two decimals are read first.
    """
    number = _decimal(value)
    least = POINT_PLACES[0]
    if number is None or places <= least:
        return points(value)
    shown = points(number)
    head, comma, tail = shown.partition(",")
    rest = tail[least:]
    return format_html(
        '{}{}{}<span class="fine">{}<i aria-hidden="true">{}</i></span>',
        head, comma, tail[:least], rest, "0" * (places - least - len(rest)),
    )  # fmt: skip


@register.filter
def pct(value: object) -> str:
    """A ratio in per cent: `Decimal("53.84")|pct` → `53,8%`."""
    number = _decimal(value)
    return NONE if number is None else fixed(number, 1) + "%"


def _step(value: object) -> int:
    """A per cent as a whole number for a class name: 100 only for what is complete, 0 only for nothing at all."""
    number = _decimal(value)
    if number is None or number <= 0:
        return 0
    if number >= 100:
        return 100
    return min(99, max(1, int(_rounded(number, 0))))


@register.filter
def width(value: object) -> str:
    """The class that gives a bar its length: `53.84|width` → `w-54`."""
    return f"w-{_step(value)}"


@register.filter
def now_at(value: object) -> str:
    """The class that puts the tick where time stands: `50|now_at` → `now-50`."""
    return f"now-{_step(value)}"


@register.filter
def share(part: object, whole: object) -> str:
    """A part of a whole as a bar class: `4|share:12` → `w-33`."""
    above, below = _decimal(part), _decimal(whole)
    if above is None or not below:
        return "w-0"
    return width(above * 100 / below)


# --- Time ---------------------------------------------------------------------------------------------------
def _local(value: dt.datetime) -> dt.datetime:
    """An aware moment as the clock in Hà Nội shows it; a naive one is taken to be that already."""
    return value.astimezone(HANOI) if value.tzinfo else value


def _date(value: dt.date | dt.datetime) -> dt.date:
    return _local(value).date() if isinstance(value, dt.datetime) else value


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """`31/07/2026`."""
    return f"{_date(value):%d/%m/%Y}" if value else NONE


@register.filter
def day_short(value: dt.date | dt.datetime | None) -> str:
    """`31/7`."""
    if not value:
        return NONE
    date = _date(value)
    return f"{date.day}/{date.month}"


@register.filter
def clock(value: dt.datetime | None) -> str:
    """`09:12`."""
    return f"{_local(value):%H:%M}" if value else NONE


@register.filter
def moment(value: dt.datetime | None) -> str:
    """`28/07/2023, 16:40`."""
    return f"{_local(value):%d/%m/%Y, %H:%M}" if value else NONE


@register.filter
def until(value: dt.date | dt.datetime | None) -> str:
    """The end of a half-open window as people say it: 1/8 at 00:00 is "the end of" `31/07/2026`.

    An end that is not midnight is shown as it stands: `17:00, 31/07/2026`.
    """
    local, last = _last_day(value)
    return day(last) if last or not local else f"{local:%H:%M, %d/%m/%Y}"


@register.filter
def ends(value: dt.date | dt.datetime) -> str:
    """The end of a window in words: "the end of 31/07/2024", or the hour when it is not midnight."""
    last = _last_day(value)[1]
    return _("the end of %(day)s") % {"day": day(last)} if last else until(value)


@register.filter
def ends_short(value: dt.date | dt.datetime) -> str:
    """As `ends`, without the year: "the end of 31/7", `17:00, 31/7`."""
    local, last = _last_day(value)
    return (
        _("the end of %(day)s") % {"day": day_short(last)} if last else f"{local:%H:%M}, {day_short(local)}"
    )


def _last_day(value: dt.date | dt.datetime | None) -> tuple[dt.datetime | None, dt.date | None]:
    """The end by the clock of Vietnam, and the last whole day before it where it is midnight."""
    if not isinstance(value, dt.datetime):
        return None, value - dt.timedelta(days=1) if value else None
    local = _local(value)
    return local, local.date() - dt.timedelta(days=1) if local.time() == MIDNIGHT else None


@register.filter
def left(value: dt.timedelta | None) -> str:
    """The time that is left, in its two largest units: `2 days 15 hours`."""
    if value is None:
        return NONE
    minutes = int(value.total_seconds() // 60)
    if value <= dt.timedelta(0):
        return _("time is up")
    if minutes < 1:
        return _("less than a minute")
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    words = []
    if days:
        words.append(ngettext("%(count)s day", "%(count)s days", days) % {"count": days})
    if hours:
        words.append(ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours})
    if rest and not days:
        words.append(ngettext("%(count)s minute", "%(count)s minutes", rest) % {"count": rest})
    return " ".join(words)


# --- Lists --------------------------------------------------------------------------------------------------
@register.filter
def page_numbers(page: Page[Any]) -> Iterator[int | str]:
    """The numbers a pager shows: both ends, the neighbours, and an ellipsis where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


# --- Pieces of a page ---------------------------------------------------------------------------------------
@register.simple_tag
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """One icon of the sprite; with a label it speaks, without one it is ornament."""
    href = f"{static('icons.svg')}#i-{name}"
    names = f"ico {css}".strip()
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', names, label, href
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', names, href)


@register.simple_tag
def tag(kind: str, picture: str, text: object, css: str = "") -> SafeString:
    """A badge: shape, word and soft ground. Kinds: ok, wait, fault, info, lock, plain."""
    names = f"tag tag--{kind} {css}".strip()
    if not picture:
        return format_html('<span class="{} tag--bare">{}</span>', names, text)
    return format_html('<span class="{}">{}{}</span>', names, icon(picture), text)


@register.simple_tag
def badge(state: Badge) -> SafeString:
    """The badge of a view model."""
    return tag(state.kind, state.icon, state.words, state.css)


@register.simple_tag
def sample(owner: Any) -> SafeString:
    """The mark of sample data, where what it stands beside is that."""
    if not owner.is_sample:
        return SafeString("")
    return format_html('<span class="sample">{}</span>', _("sample data"))


@register.simple_tag
def pace(value: object, now: object = None, *, behind: bool = False, word: str = "") -> SafeString:
    """A bar, the tick where time stands and the number beside it; `word` stands in for a number that is not there."""
    number = _decimal(value)
    if number is None:
        return format_html('<span class="quiet">{}</span>', word or NONE)
    state = " pace--behind" if behind else " pace--over" if number > 100 else ""
    tick = now_at(now) if now is not None else "pace__bar--bare"
    return format_html(
        '<span class="pace{}"><span class="pace__bar {}" aria-hidden="true"><i class="{}"></i></span><b>{}</b></span>',
        state, tick, width(number), pct(number),
    )  # fmt: skip


@register.simple_tag
def nothing_yet(picture: str, title: str, text: str = "", url: str = "", label: str = "") -> SafeString:
    """Nothing here yet: what is missing, what to do, one button."""
    button = format_html('<br><a class="btn btn-second" href="{}">{}</a>', url, label) if url else ""
    return format_html('<div class="empty">{}<b>{}</b>{}{}</div>', icon(picture), title, text, button)


@register.simple_block_tag(end_name="endpage_help")
def page_help(content: str, title: str = "") -> SafeString:
    """The help of a page, folded away at its foot."""
    return format_html(
        '<details class="help noprint"><summary>{}{}</summary><div class="help__body">{}</div></details>',
        icon("info"), title or _("Help with this page"), content,
    )  # fmt: skip
