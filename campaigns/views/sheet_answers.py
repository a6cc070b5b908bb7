"""What a request about a sheet is answered: the page, the one row that htmx sent, or word that it came too late."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

from campaigns.choices import ColumnKind, PhaseStatus, ResultState, ResultStatus, StageKind, Supplier
from campaigns.forms.sheets import Typed
from campaigns.models import ANSWER, Participant
from campaigns.permissions import may_enter, may_manage
from campaigns.queries.columns.doors import door_to_write
from campaigns.queries.counting_words import set_aside_words, sheet_words
from campaigns.queries.figure_words import state_words
from campaigns.queries.phase_lines import sheet_line
from campaigns.queries.questions import with_people
from campaigns.queries.sheet_changes import mark_changes, may_correct, reopened_in
from campaigns.queries.sheet_grid import Answer, Grid, Row
from campaigns.queries.sheets import load_grid, names_of
from campaigns.queries.windows import Windows
from common.errors import PhaseEnded
from units.choices import GRASSROOTS
from units.rules import signing_prefixes
from units.web import Request

COUNTED = {
    "reported": ResultState.REPORTED,
    "nothing": ResultState.NOTHING,
    "not_applicable": ResultState.NOT_APPLICABLE,
}


@dataclass(frozen=True)
class Answering:
    """An answer to a question, by id, that was not taken: what was typed, and why not."""

    question_id: int
    text: str
    fault: str


@dataclass
class SheetAnswer:
    """An answer in the making. `only` is the row that htmx sent; None asks for the whole page.

    `faults` maps the code of an indicator to what is wrong with its figure; `reason` says why a submission was refused;
    `code` is HTTP's.
    """

    request: Request
    participant: Participant
    now: datetime
    only: int | None = None
    show: str = "all"
    code: int = 200
    faults: Mapping[str, list[str]] = field(default_factory=dict)
    reason: str = ""
    confirming: bool = False
    answering: Answering | None = None

    @cached_property
    def is_open(self) -> bool:
        """The sheet's phase takes figures now."""
        return self.participant.phase.takes_figures_at(self.now)

    @cached_property
    def is_union(self) -> bool:
        """The reader enters figures for the union."""
        return may_enter(self.request.user, self.participant)

    @cached_property
    def editing(self) -> str:
        """Whose lines the reader may change now: the union's, the federation's, or none ("")."""
        if self.is_union:
            return Supplier.UNION if self.is_open or self.reopened else ""
        phase = self.participant.phase
        judging = phase.status not in (PhaseStatus.DRAFT, PhaseStatus.CLOSING) and not phase.is_cancelled
        if judging and may_enter(self.request.user, self.participant, supplier=Supplier.FEDERATION):
            return Supplier.FEDERATION
        return ""

    @cached_property
    def reopened(self) -> dict[int, datetime]:
        """The figures that are reopened for the union after the close, each with its end."""
        return {} if self.is_open or not self.is_union else reopened_in(self.participant, self.now)

    @cached_property
    def grid(self) -> Grid:
        """The lines, read from the database once."""
        reopened = self.reopened if self.is_union and not self.is_open else None
        grid = load_grid(
            self.participant, editing=self.editing, now=self.now, show=self.show, reopened=reopened
        )
        phase = self.participant.phase
        may = {
            "sees_all": self.is_union or self.is_staff,
            "explains": self.is_union and not phase.is_cancelled,
        }
        mark_changes(grid, self.participant, now=self.now, **may)
        return grid

    @cached_property
    def is_staff(self) -> bool:
        """The reader acts for the federation that launched the campaign."""
        return may_manage(self.request.user, self.participant.phase.campaign)

    def refuse(
        self,
        typed: Mapping[int, Typed],
        *,
        by_id: Mapping[int, str] | None = None,
        by_code: Mapping[str, list[str]] | None = None,
        shown: Mapping[int, str] | None = None,
        code: int = 422,
    ) -> HttpResponse:
        """Nothing was saved: what was typed stays in its cells, with the fault of each row beside it.

        A row keeps the version that its writer knew, or the next save would write over what somebody else has saved
        meanwhile; `shown` are the rows that now show both values, with the reader's own in words.
        """
        for result_id, text in (by_id or {}).items():
            if result_id in self.grid.by_id:
                self.grid.by_id[result_id].fault = text
        for indicator, texts in (by_code or {}).items():
            if indicator in self.grid.by_code:
                self.grid.by_code[indicator].fault = " ".join(texts)
        for result_id, row_typed in typed.items():
            if result_id in self.grid.by_id:
                row = self.grid.by_id[result_id]
                keep_typed(row, row_typed)
                if shown and result_id in shown:
                    offer_again(row, yours=shown[result_id])
                else:
                    row.version = row_typed.version
        self.faults = {code: [row.fault] for code, row in self.grid.by_code.items() if row.fault}
        self.code = code
        return self.response()

    def response(self) -> HttpResponse:
        """The row alone where one was asked for, else the page."""
        row = self.grid.by_id.get(self.only) if self.only is not None else None
        return self.page() if row is None else self.part(row)

    def part(self, row: Row) -> HttpResponse:
        """A row of the page's own template and the counts beside it.

        The event tells the version to a row in which somebody types again. A refusal is 422 whatever its reason, since
        the page swaps no other.
        """
        row.is_fresh = self.code == 200
        html = render_to_string("campaigns/sheet/answer.html", self.context() | {"row": row, "swap": True})
        if self.code != 200:
            return HttpResponse(html, status=422)
        told = {"id": row.result.pk, "version": row.result.version}
        return trigger_client_event(HttpResponse(html), "row:version", told)

    def page(self) -> HttpResponse:
        """The whole page; each fault is linked to its cell."""
        told = [(self.grid.by_code.get(code), text) for code, texts in self.faults.items() for text in texts]
        context = self.context()
        phase = self.participant.phase
        prefetch_related_objects([row.result for row in self.grid.rows], with_people())
        waits = (row for row in self.grid.rows if row.result.status == ResultStatus.SUBMITTED)
        asked = [row for row in waits if any(q.is_open for q in row.result.questions.all())]
        is_over = phase.entry_closes_at <= self.now
        notes = [
            sheet_words(phase.campaign, self.grid.uncounted, is_over=is_over),
            set_aside_words(self.grid.set_aside),
        ]
        context |= {
            "faults": told,
            "confirming": self.confirming,
            "reason": self.reason,
            "uncounted_notes": [note for note in notes if note],
            "asked": asked,
            "may_answer": self.is_union and phase.status < PhaseStatus.SEALING,
            "answering": self.answering,
            "most": ANSWER,
        }
        if self.participant.table_id:
            windows = Windows(phase.pk)
            context["has_self_score"] = windows.is_on(StageKind.SELF_SCORE)
            context["has_cross_check"] = windows.is_on(StageKind.CROSS_CHECK)
        if self.confirming:
            context |= {name: self.grid.of_state(state) for name, state in COUNTED.items()}
            context["self_score"] = door_to_write(self.participant, ColumnKind.SELF, self.now)
        return render(self.request, "campaigns/sheet.html", context, status=self.code)

    def context(self) -> dict[str, Any]:
        """What the page and its parts need."""
        phase = self.participant.phase
        return {
            "participant": self.participant,
            "phase": phase,
            "campaign": phase.campaign,
            "grid": self.grid,
            "editing": self.editing,
            "is_union": self.is_union,
            "is_staff": self.is_staff,
            "corrects": self.is_staff and not self.is_union and may_correct(self.participant),
            "is_open": self.is_open,
            "signing": signing_prefixes(False, is_grassroots=self.participant.union.level in GRASSROOTS)[0],
            "line": sheet_line(
                self.participant,
                self.grid,
                is_open=self.is_open,
                is_union=self.is_union,
                now=self.now,
                reopened=min(self.reopened.values(), default=None),
            ),
            "now": self.now,
        }


def keep_typed(row: Row, typed: Typed) -> None:
    """Leave what was typed in its cell; where the cell can no longer be written in, say it beside the cell."""
    if (typed.text, typed.choice) != (row.text, row.choice):
        row.kept = typed.text or typed.choice
    row.text, row.choice = typed.text, typed.choice
    if typed.note is not None:
        row.result.note = typed.note
    if typed.is_torn:
        told = {"text": typed.text, "word": state_words(typed.choice)}
        row.answers = (
            Answer("keep", "1", _("Keep %(text)s") % told),
            Answer("replace", "1", _("Replace %(text)s by “%(word)s”") % told),
        )


def offer_again(row: Row, *, yours: str) -> None:
    """Two people entered one figure, and the line shows both: saving the same once more keeps the reader's."""
    row.answers = (Answer("again", "1", _("Keep mine: %(yours)s") % {"yours": yours}),)
    row.is_same_again = True


def too_late(
    participant: Participant, typed: Mapping[int, Typed], ended: PhaseEnded, *, whole: bool
) -> HttpResponse:
    """The phase has ended: why, and what was typed.

    A light page, since all who are late ask for it within a minute: without the request no navigation is looked up.
    """
    context: dict[str, Any] = {"reason": ended.reason, "participant": participant}
    if not whole:
        return HttpResponse(render_to_string("campaigns/sheet/ended.html", context), status=ended.status)
    names = names_of(participant)
    context["typed"] = [
        (names[i], t.text or ResultState(t.choice).label)
        for i, t in typed.items()
        if i in names and (t.text or t.choice in (ResultState.NOTHING, ResultState.NOT_APPLICABLE))
    ]
    return HttpResponse(render_to_string("campaigns/sheet/late.html", context), status=ended.status)
