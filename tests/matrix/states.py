"""The season in every state of its phase, each built once in a process and then put back as rows."""

from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns.choices import ResultStatus
from campaigns.models import Evidence, Pledge
from campaigns.services import closing, finalising, pledges, results
from tests.campaigns.pledge_cast import draft
from tests.cast import CLOSES, NOW, OPENS, Season, after, make_season, make_world
from tests.recording import recorded
from units.services import jobs

#: State of the phase → the moment at which everybody asks. `late` is after the deadline, before the job that closes.
MOMENTS = {
    "draft": NOW,
    "early": after(OPENS, minutes=-1),
    "open": NOW,
    "late": CLOSES,
    "closing": CLOSES,
    "closed": after(CLOSES, days=1),
    "sealing": after(CLOSES, days=2),
    "final": after(CLOSES, days=3),
}
STATES = tuple(MOMENTS)


@dataclass
class Scene:
    """The season at a moment. Of its two pledges the cluster's is drafted; the city's awaits signatures at launch."""

    season: Season
    now: datetime
    drafted: Pledge
    city_wide: Pledge
    evidence: Evidence | None = None


def scene_at(state: str) -> Scene:
    """The season in this state, in an empty database."""
    scene: Scene = recorded(f"phase:{state}", lambda: _built(state))
    return scene


def _built(state: str) -> Scene:
    season = make_season(make_world(), launched=state != "draft")
    world, number = season.world, STATES.index(state)
    city_wide = draft(
        season, cluster=None, by=world.quang,
        parties=[(world.long_bien, world.cluster_1), (world.ha_dong, world.cluster_2)],
    )  # fmt: skip
    scene = Scene(season, MOMENTS[state], draft(season, by=world.quang), city_wide)
    if state != "draft":
        pledges.circulate_pledge(pledge=city_wide, by=world.quang, now=NOW)
    if number >= STATES.index("open"):
        scene.evidence = _report(season)
    if number >= STATES.index("closing"):
        closing.close_due_phases(now=CLOSES)
    if number >= STATES.index("closed"):
        jobs.run_all(now=CLOSES)
    if number >= STATES.index("sealing"):
        season.mark(world.long_bien, status=ResultStatus.VERIFIED)  # the final waits until all are appraised
        finalising.make_final(phase_id=season.phase.pk, by=world.quang, now=MOMENTS["closed"])
    if state == "final":
        jobs.run_all(now=MOMENTS["sealing"])
    season.phase.refresh_from_db()
    return scene


def _report(season: Season) -> Evidence:
    """Hoa has entered everything and not submitted; Lan has submitted. Returns the file behind Hoa's first figure."""
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="800", kp="1", bc="1")
    season.enter(world.long_bien, world.lan, dv="700", kp="2", bc="1")
    results.submit_sheet(participant=season.sheet(world.long_bien), by=world.lan, now=NOW)
    file = SimpleUploadedFile("bien-ban.pdf", b"%PDF-1.7 first", "application/pdf")
    return results.attach_evidence(
        result=season.result(world.ba_dinh, "DV"), upload=file, by=world.hoa, now=NOW
    )
