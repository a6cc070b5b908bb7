"""What a look at the state says to an administrator: each check in words, and what to do when it is not well."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.templatetags.look import vn
from emulation_tracker.health import Check, State
from units.models import Job


@dataclass(frozen=True)
class Line:
    """A line of the page: what was looked at, what was found, and what to do ("" when it is well)."""

    title: str
    found: str
    advice: str
    is_ok: bool


def lines(state: State) -> list[Line]:
    """All that was looked at."""
    return [Line(_title(c), _found(c), "" if c.is_ok else _advice(c), c.is_ok) for c in state.checks]


def troubles(state: State) -> list[str]:
    """What the banner says: each fault in some words."""
    return [f"{_title(check)}: {_found(check)}" for check in state.faults]


def _title(check: Check) -> str:
    return {
        "database": _("Database"),
        "broker": _("Queue of work"),
        "cache": _("Cache"),
        "clock": _("Clock of the system"),
        "due_phase": _("Phases that are over and not closed"),
        "waiting_job": _("Work that waits"),
        "failed_job": _("Work that failed"),
        "unsent_mail": _("Mail that waits"),
    }[check.name]


def _found(check: Check) -> str:
    if check.verdict == "down":
        return _("does not answer")
    if check.name == "clock":
        if check.seconds is None:
            return _("never ran")
        return _("last tick %(time)s ago") % {"time": span(check.seconds)}
    if check.count and check.seconds is not None:
        return _("%(count)s, the oldest for %(time)s") % {
            "count": vn(check.count, 0),
            "time": span(check.seconds),
        }
    if check.count:
        return vn(check.count, 0)
    return _("at work") if check.count is None else _("none")


def _advice(check: Check) -> str:
    return {
        "database": _("Please ask who keeps the servers to look at the database."),
        "broker": _(
            "Please ask who keeps the servers to look at Redis. Nothing is lost; work waits until it answers."
        ),
        "cache": _("Please ask who keeps the servers to look at Redis. Pages are slower meanwhile."),
        "clock": _(
            "The clock closes phases and wakes the work. It is started again by itself within two minutes; if not,"
            " please ask who keeps the servers to start the process “clock”."
        ),
        "due_phase": _(
            "Figures after the deadline are refused already. Please look below for the reason; without one, see the"
            " clock."
        ),
        "waiting_job": _(
            "Please ask who keeps the servers whether the process “worker” runs, and start more of them."
        ),
        "failed_job": _("Please open each below, read its reason, and try once more after putting it right."),
        "unsent_mail": _(
            "Please ask who keeps the servers to look at the process “mail”, EMAIL_URL and the mail server."
        ),
    }[check.name]


def span(seconds: int) -> str:
    """A duration in its largest whole unit."""
    for size, words in (
        (86400, lambda n: ngettext("%(n)s day", "%(n)s days", n)),
        (3600, lambda n: ngettext("%(n)s hour", "%(n)s hours", n)),
        (60, lambda n: ngettext("%(n)s minute", "%(n)s minutes", n)),
    ):
        if seconds >= 2 * size:
            return words(seconds // size) % {"n": vn(seconds // size, 0)}
    return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": vn(seconds, 0)}


def kind_of(job: Job) -> str:
    """What a job does, in words."""
    return {
        "campaigns.compute_phase": _("Computing points"),
        "campaigns.seal_phase": _("Making a phase final"),
        "campaigns.import_workbook": _("Reading a workbook"),
        "awards.tally_session": _("Counting a vote"),
        "units.due_row": _("Act of the clock"),
    }.get(job.kind, job.kind)
