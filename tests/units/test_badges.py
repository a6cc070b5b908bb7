"""Where an account and a job stand."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation

from units.choices import AccountState, JobState
from units.queries import account_badge, job_head


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (AccountState.IN_USE, "ok"),
        (AccountState.FIRST, "wait"),
        (AccountState.WITHOUT, "fault"),
        (AccountState.EXPIRED, "fault"),
        (AccountState.CLOSED, "lock"),
        (AccountState.NONE, "plain"),
    ],
)
def test_an_account_that_nobody_can_use_is_told_as_a_fault(state: AccountState, kind: str) -> None:
    badge = account_badge(state)
    assert (badge.kind, badge.words) == (kind, str(state.label))


@pytest.mark.parametrize(
    ("state", "has_faults", "title", "kind"),
    [
        (JobState.DONE, False, "The work is done", "ok"),
        (JobState.DONE, True, "There is something to put right", "fault"),
        (JobState.FAILED, False, "The work could not be finished", "fault"),
        (JobState.RUNNING, False, "Work under way", ""),
    ],
)
def test_a_job_that_is_done_may_leave_something_to_put_right(
    state: JobState, has_faults: bool, title: str, kind: str
) -> None:
    job: Any = SimpleNamespace(state=state)
    with translation.override("en"):
        head = job_head(job, has_faults=has_faults)
    assert (head.title, head.kind) == (title, kind)
