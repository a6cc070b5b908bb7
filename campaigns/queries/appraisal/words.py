"""What became of a figure between the drawing of a page and the act that was to decide on it, in words."""

from django.utils.translation import gettext as _

from campaigns.choices import ResultStatus
from campaigns.models import Result
from common.templatetags.look import clock, day_short


def missed_words(row: Result) -> str:
    """Why nothing was done with a figure that was ticked; as `results.Decided` has it."""
    said = {
        "name": row.indicator.name,
        "union": row.participant.union.short_name,
        "by": row.decided_by.person.full_name if row.decided_by else _("somebody"),
    }
    if row.decided_at is not None:
        said |= {"time": clock(row.decided_at), "day": day_short(row.decided_at)}
    if row.status == ResultStatus.DRAFT:
        return _("“%(name)s” of %(union)s is not submitted.") % said
    if row.is_own:  # type: ignore[attr-defined]
        return _("“%(name)s” of %(union)s: you act for this union, so somebody else appraises it.") % said
    if row.status == ResultStatus.SUBMITTED and row.is_asked:  # type: ignore[attr-defined]
        return _("“%(name)s” of %(union)s: a question about it is not answered yet.") % said
    if row.decided_at is None:
        return _("“%(name)s” of %(union)s has changed meanwhile.") % said
    match row.status:
        case ResultStatus.VERIFIED:
            return _("“%(name)s” of %(union)s: %(by)s confirmed it at %(time)s on %(day)s.") % said
        case ResultStatus.RETURNED:
            return _("“%(name)s” of %(union)s: %(by)s returned it at %(time)s on %(day)s.") % said
    return _("“%(name)s” of %(union)s has changed since %(by)s decided on it at %(time)s on %(day)s.") % said
