"""A season that is cancelled, closed or made final."""

from typing import Any

from campaigns.models import Campaign
from campaigns.services import campaigns, closing, finalising
from tests.cast import CLOSES, NOW, Season
from units.actors import SYSTEM
from units.services import jobs

WHY = "Sáp nhập các quận theo Nghị quyết 60"
SAID = f"LĐLĐ thành phố Hà Nội cancelled “Thi đua năm 2024” on 20/07/2024: {WHY}"


def cancel(season: Season, **more: Any) -> Campaign:
    """Cancelled by Quang now."""
    given = {"reason": WHY, "by": season.world.quang, "now": NOW} | more
    return campaigns.cancel_campaign(campaign=season.campaign, **given)


def close(season: Season) -> None:
    """Entry is over and points are computed."""
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    season.phase.refresh_from_db()


def finish(season: Season) -> None:
    """The first phase is final."""
    close(season)
    finalising.make_final(phase_id=season.phase.pk, by=SYSTEM, now=CLOSES)
    jobs.run_all(now=CLOSES)
