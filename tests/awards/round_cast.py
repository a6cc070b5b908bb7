"""A round opened by staff of the federation, its quota, a phase closed for it, and what a refusal says."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from awards.models import Award, AwardRound, Quota
from awards.services import rounds
from campaigns.models import Phase
from campaigns.services import closing
from tests.awards.cast import OPENS, make_round
from tests.cast import CLOSES, Season, World
from units.actors import SYSTEM
from units.services import jobs


def said(error: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    return error.value.message_dict


def opened(world: World, **changes: Any) -> AwardRound:
    return make_round(world, **{"by": world.quang, **changes})


def close(season: Season) -> Phase:
    closing.close_due_phases(now=CLOSES)
    jobs.run_all(now=CLOSES)
    season.phase.refresh_from_db()
    return season.phase


def quota_of(round: AwardRound, award: Award, **fields: Any) -> Quota:
    return rounds.set_quota(round=round, award=award, by=SYSTEM, now=OPENS, **fields)
