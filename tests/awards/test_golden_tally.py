"""The tally of one session to the last line: the same bytes on both databases, kept in tests/golden/tally.json."""

import json
from pathlib import Path

from awards.choices import Attendance, Choice, Recipient
from awards.services import ballots, rounds, sessions
from tests.awards.cast import (
    BEGINS,
    COUNTED,
    OPENS,
    VOTING,
    convene,
    make_award,
    make_round,
    nominate,
    open_with,
)
from tests.cast import World
from units.actors import SYSTEM

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "tally.json"


def test_the_tally_is_the_same_on_both_databases(world: World) -> None:
    """Nine members; flags in two pools (cluster 1, the rest), letters without a limit, titles of people at 90 %."""
    flag = make_award("CO", threshold=60)
    letter = make_award("BK", threshold=66)
    person = make_award("CN", threshold=50, recipient=Recipient.PERSON)
    round = make_round(world)
    rounds.set_quota(round=round, award=flag, places=1, by=SYSTEM, now=OPENS)
    rounds.set_quota(round=round, award=flag, cluster=world.cluster_1, places=2, by=SYSTEM, now=OPENS)
    rounds.set_quota(round=round, award=letter, by=SYSTEM, now=OPENS)
    open_with(round, person, places=5)
    unions = (world.ba_dinh, world.long_bien, world.hoang_mai, world.ha_dong)
    for award in (flag, letter):
        for union in unions:
            nominate(round, award, union)
    for n in range(16):
        nominate(round, person, unions[n % 4], name=f"Đoàn viên {n:02}")
    chamber = convene(world, round, size=9, voting=False)
    chamber.session.refresh_from_db()
    everybody = {u.person_id: Attendance.PRESENT for u in chamber.voters}
    everybody[chamber.voters[8].person_id] = Attendance.WRITTEN
    sessions.mark_attendance(session=chamber.session, attendance=everybody, by=SYSTEM, now=BEGINS)
    sessions.open_voting(session=chamber.session, by=SYSTEM, now=BEGINS)
    for m, voter in enumerate(chamber.voters[:8]):
        marked = {
            row.pk: Choice.INVALID
            if (n + m) % 11 == 0
            else Choice.FOR
            if (n * m + n * n) % 10 < 7
            else Choice.AGAINST
            for n, row in enumerate(chamber.nominations)
        }
        ballots.cast_ballot(session=chamber.session, choices=marked, by=voter, now=VOTING)
    minutes = chamber.end(COUNTED).minutes
    for award in minutes["awards"]:
        for line in award["lines"]:
            del line["nomination"]
    text = json.dumps(minutes, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    assert text == GOLDEN.read_text(encoding="utf-8")
