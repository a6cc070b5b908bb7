"""A hundred figures that wait, some of them doubtful, and an appraiser whose acts are counted."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from playwright.sync_api import Page

from campaigns.choices import ResultState, ResultStatus
from campaigns.models import Participant, Result
from campaigns.services import campaigns
from tests.cast import NOW, Season, at
from tests.crowd import crowd
from units.actors import SYSTEM

#: Every so many unions one has a figure far above its target.
DOUBTFUL = 5


def hundred(season: Season) -> list[Result]:
    """Two figures each of fifty unions wait; the server's clock is the real one, so entry stays open."""
    campaigns.edit_phase(phase=season.phase, by=SYSTEM, now=at(2024, 7, 1), entry_closes_at=at(2034, 1, 1))
    unions = crowd(season, 50, cluster=season.world.cluster_1)
    rows = list(
        Result.objects.filter(participant__union__in=unions, indicator__code__in=("DV", "KP")).order_by(
            "participant_id", "indicator__order"
        )
    )
    for number, row in enumerate(rows):
        is_odd = number % (2 * DOUBTFUL) == 0
        row.value = Decimal(9000 if is_odd else 100 + number)
        row.state, row.status = ResultState.REPORTED, ResultStatus.SUBMITTED
    Result.objects.bulk_update(rows, ["value", "state", "status"])
    Participant.objects.filter(union__in=unions).update(submitted_at=NOW)
    return rows


@dataclass
class Appraiser:
    """Somebody at the queue: each key, click and text is an act."""

    page: Page
    acts: int = field(default=0)

    def press(self, key: str) -> None:
        """A key that stays on the page."""
        self.acts += 1
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """A text, whatever its length."""
        self.acts += 1
        self.page.keyboard.type(text)

    def send(self, key: str) -> None:
        """A key after which the page is drawn anew."""
        self.acts += 1
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def click(self, selector: str) -> None:
        """A click after which the page is drawn anew."""
        self.acts += 1
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def here(self) -> Any:
        """The figure whose box has the focus, by its id; "" where none has."""
        return self.page.evaluate("document.activeElement.closest('.one')?.id.slice(1) || ''")
