"""The files behind a figure: attached and taken away by whom, and as long as the figure may change."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns.choices import PhaseStatus
from campaigns.models import Evidence, Phase
from campaigns.services import closing, results
from common.errors import PhaseEnded, Refusal
from tests.campaigns.results_cast import row
from tests.cast import CLOSES, NOW, Season, after
from units.actors import SYSTEM
from units.models import AuditEvent, Document


def pdf(name: str = "bien-ban.pdf", content: bytes = b"%PDF-1.7 one") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_evidence_is_attached_and_removed_while_the_figure_may_change(season: Season) -> None:
    world = season.world
    kept = results.attach_evidence(result=row(season), upload=pdf(), by=world.hoa, now=NOW)
    assert (kept.document.name, kept.document.union, kept.document.size) == (
        "bien-ban.pdf",
        world.ba_dinh,
        12,
    )
    results.detach_evidence(evidence=kept, by=world.hung, now=NOW)
    assert (Evidence.objects.count(), Document.objects.count()) == (0, 1)
    verbs = AuditEvent.objects.filter(subject_type="campaigns.result").order_by("pk")
    assert [e.verb for e in verbs] == ["attach_evidence", "detach_evidence"]


def test_same_file_twice_is_refused(season: Season) -> None:
    results.attach_evidence(result=row(season), upload=pdf(), by=season.world.hoa, now=NOW)
    with pytest.raises(ValidationError, match="attached here already"):
        results.attach_evidence(result=row(season), upload=pdf("khac.pdf"), by=season.world.hoa, now=NOW)
    assert (Evidence.objects.count(), Document.objects.count()) == (1, 1)


def test_evidence_of_a_submitted_figure_is_locked(season: Season) -> None:
    world = season.world
    season.enter(world.ba_dinh, world.hoa, dv="5", kp="0", bc="1")
    kept = results.attach_evidence(result=row(season), upload=pdf(), by=world.hoa, now=NOW)
    results.submit_sheet(participant=season.sheet(world.ba_dinh), by=world.hoa, now=NOW)
    with pytest.raises(Refusal, match="and its evidence with it"):
        results.attach_evidence(result=row(season), upload=pdf("b.pdf", b"%PDF-2"), by=world.hoa, now=NOW)
    with pytest.raises(Refusal, match="and its evidence with it"):
        results.detach_evidence(evidence=kept, by=world.hoa, now=NOW)
    assert Evidence.objects.count() == 1


def test_evidence_is_refused_to_others_and_after_the_deadline(season: Season) -> None:
    for name in ("lan", "quang", "kim", "vy"):
        with pytest.raises(Refusal, match="keep the evidence of this figure"):
            results.attach_evidence(result=row(season), upload=pdf(), by=season.world.users[name], now=NOW)
    with pytest.raises(PhaseEnded):
        results.attach_evidence(result=row(season), upload=pdf(), by=season.world.hoa, now=CLOSES)
    assert Document.objects.count() == 0


def test_federation_attaches_to_what_it_judges_also_after_the_close(season: Season) -> None:
    closing.close_phase(phase_id=season.phase.pk, by=SYSTEM, now=CLOSES)
    Phase.objects.filter(pk=season.phase.pk).update(status=PhaseStatus.CLOSED)
    judged = row(season, "TD")
    kept = results.attach_evidence(
        result=judged, upload=pdf(), by=season.world.quang, now=after(CLOSES, days=1)
    )
    assert kept.result == judged


def test_figure_has_at_most_so_many_files(season: Season, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results.evidence, "MOST_FILES", 1)
    given = {"result": row(season), "by": season.world.hoa, "now": NOW}
    results.attach_evidence(upload=pdf(), **given)
    with pytest.raises(ValidationError) as error:
        results.attach_evidence(upload=pdf("b.pdf", b"%PDF-2"), **given)
    assert error.value.message_dict == {
        "file": ["There are 1 files already. Put the rest into one file, or remove one."]
    }


def test_file_that_two_people_take_away_is_taken_away_once(season: Season) -> None:
    kept = results.attach_evidence(result=row(season), upload=pdf(), by=season.world.hoa, now=NOW)
    seen_by_another = Evidence.objects.get(pk=kept.pk)
    for evidence in (kept, seen_by_another):
        results.detach_evidence(evidence=evidence, by=season.world.hoa, now=NOW)
    assert AuditEvent.objects.filter(verb="detach_evidence").count() == 1
