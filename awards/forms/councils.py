"""Forms of councils and their sessions.

The ballot's form keeps nothing: what was sent goes back to the page and nowhere else.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Page
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from awards.choices import Attendance, Choice, Seat
from awards.forms.fields import set_choices
from awards.models import Council, Nomination, Tally, Turnout
from awards.queries.session_page import Candidates, Group, Tie
from campaigns.forms.campaigns import area
from common.choosing import FoundChoiceField
from common.forms import MomentField, PageForm
from common.request import id_in
from units.models import Person


def seats_sent(sent: Mapping[str, Any]) -> dict[int, Seat]:
    """The seats that a page gave, by the person's id, in the order of the page; whom it adds becomes a member."""
    given = {id_in(name.removeprefix("seat-")): str(sent[name]) for name in sent if name.startswith("seat-")}
    given.setdefault(id_in(str(sent.get("add", ""))), Seat.MEMBER)
    return {pk: Seat(seat) for pk, seat in given.items() if pk and seat in Seat.values}


class CouncilForm(PageForm):
    """A council's name and decision; the seats come from the people below, those chosen and those found."""

    name = forms.CharField(
        label=gettext_lazy("Name of the council"),
        max_length=200,
        initial="Hội đồng thi đua – khen thưởng",
    )
    founded_by = forms.CharField(
        label=gettext_lazy("Founding decision"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Number and date, for example QĐ 12/QĐ-LĐLĐ of 10/01/2026."),
    )
    widths = {"name": "field-lg", "founded_by": "field-md"}

    def __init__(self, *args: Any, people: Candidates, seats: Mapping[int, Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = [(p, post, seats[p.pk]) for p, post in people.chosen]
        self.found = people.found
        self.has_more = people.has_more

    def members(self) -> list[tuple[Person, Seat]]:
        """Who was given a seat, the chair first, then the secretary, then the members as the page lists them."""
        given = [(p, seat) for p, _post, seat in self.chosen]
        return sorted(given, key=lambda row: Seat.values.index(row[1]))


class SessionForm(PageForm):
    """Which council sits where, and when its voting begins and ends."""

    council = FoundChoiceField(label=gettext_lazy("Council"), empty_label=None)
    place = forms.CharField(label=gettext_lazy("Where it is held"), max_length=200, required=False)
    begins_at = MomentField(label=gettext_lazy("Begins"))
    ends_at = MomentField(
        label=gettext_lazy("Voting ends by itself"),
        help_text=gettext_lazy(
            "The chair or the secretary may end it earlier. Absent votes then do not count as for."
        ),
    )
    widths = {"council": "field-lg", "place": "field-md"}

    def __init__(self, *args: Any, councils: QuerySet[Council] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if councils is None:
            del self.fields["council"]  # another time for the same council
        else:
            self.offer("council", councils)

    def clean(self) -> dict[str, Any]:
        """Refuse an end that does not follow the beginning."""
        data = super().clean() or self.cleaned_data
        begins, ends = data.get("begins_at"), data.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", _("The voting ends after it begins. Choose a later time."))
        return data

    def given(self) -> dict[str, Any]:
        """The arguments for `convene_session` or `postpone_session`."""
        return dict(self.cleaned_data)


def attendance_sent(seats: Sequence[Turnout], sent: Mapping[str, Any]) -> dict[int, Attendance]:
    """How each member takes part, by person; what was not sent stays as it is."""
    found = {s.person_id: str(sent.get(f"at-{s.person_id}", "")) for s in seats}
    return {person: Attendance(value) for person, value in found.items() if value in Attendance.values}


class CountsForm:
    """Counts of a show of hands or of written opinions: for, against and invalid, whole numbers, for each nomination.

    `known` are the counts entered before. `sent` is what the page posted, None when it is only shown. `errors`
    are pairs of a field's name and a message.
    """

    def __init__(
        self,
        nominations: Page[Nomination],
        known: Mapping[int, Tally],
        sent: Mapping[str, Any] | None = None,
    ) -> None:
        self.errors: list[tuple[str, str]] = []
        self.counts: dict[int, tuple[int, int, int]] = {}
        self.rows = []
        self.page = nominations
        self.entered = len(known)
        for nomination in nominations:
            old = known.get(nomination.pk)
            texts = [
                str(sent.get(f"{name}-{nomination.pk}", "")).strip()
                if sent is not None
                else (str(getattr(old, name)) if old else "")
                for name in ("votes_for", "votes_against", "votes_invalid")
            ]
            self.rows.append((nomination, texts))
            if sent is not None and any(texts):
                self._read(nomination, texts)

    def _read(self, nomination: Nomination, texts: list[str]) -> None:
        figures = [text or "0" for text in texts]
        if all(f.isascii() and f.isdigit() and len(f) < 6 for f in figures):
            self.counts[nomination.pk] = (int(figures[0]), int(figures[1]), int(figures[2]))
        else:
            says = _("%(name)s: enter whole numbers of votes.") % {"name": nomination.name}
            self.errors.append((f"votes_for-{nomination.pk}", says))

    def take(self, error: ValidationError) -> None:
        """Show what the service refused: its faults are named after the nominations' ids."""
        faults = error.message_dict if hasattr(error, "error_dict") else {"main": error.messages}
        for name, texts in faults.items():
            field = f"votes_for-{name}" if name.isdigit() else "main"
            self.errors += [(field, text) for text in texts]


class BallotForm:
    """A ballot: for each nomination for, against or invalid. It says what is missing and counts what would be cast."""

    def __init__(self, nominations: Sequence[Nomination], sent: Mapping[str, Any]) -> None:
        values = {str(value) for value in Choice.values}
        self.nominations = nominations
        self.choices: dict[int, Choice] = {}
        for nomination in nominations:
            value = str(sent.get(f"n{nomination.pk}", ""))
            if value in values:
                self.choices[nomination.pk] = Choice(int(value))

    @property
    def missing(self) -> list[Nomination]:
        """Nominations without a choice yet."""
        return [n for n in self.nominations if n.pk not in self.choices]

    def marked(self, groups: Sequence[Group]) -> list[tuple[Group, list[tuple[Nomination, int]]]]:
        """The nominations by award, each with the number of its choice; 0 where nothing is chosen yet."""
        return [(group, [(n, int(self.choices.get(n.pk, 0))) for n in group.rows]) for group in groups]

    @property
    def counts(self) -> dict[str, int]:
        """How many choices are for, against and invalid, by the names of the tally's fields."""
        chosen = list(self.choices.values())
        return {
            "votes_for": chosen.count(Choice.FOR),
            "votes_against": chosen.count(Choice.AGAINST),
            "votes_invalid": chosen.count(Choice.INVALID),
        }


class SettleForm(PageForm):
    """The chair's act over a tie: exactly as many as there are places left, and why."""

    winners = forms.MultipleChoiceField(label=gettext_lazy("Proposed"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=area(3), max_length=300)

    def __init__(self, *args: Any, tie: Tie, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tie = tie
        self.fields["winners"].label = ngettext(
            "Choose %(count)s of %(all)s", "Choose %(count)s of %(all)s", tie.left
        ) % {"count": tie.left, "all": len(tie.rows)}
        rows = [(str(t.nomination_id), f"{t.nomination.name} · {t.votes_for}/{t.members}") for t in tie.rows]
        set_choices(self, "winners", rows)

    def clean_winners(self) -> list[int]:
        """The ids of the chosen nominations. Raises ValidationError unless they are as many as places are left."""
        chosen = [id_in(value) for value in self.cleaned_data["winners"]]
        if len(chosen) != self.tie.left:
            raise ValidationError(
                ngettext("Choose exactly %(count)s.", "Choose exactly %(count)s.", self.tie.left)
                % {"count": self.tie.left}
            )
        return chosen
