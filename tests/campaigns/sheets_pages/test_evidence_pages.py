"""Attaching evidence to a figure and removing it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from campaigns.models import Evidence
from tests.campaigns.results_cast import row
from tests.campaigns.sheets_pages.cast import page, text_of
from tests.cast import Season
from tests.pages import as_


def test_evidence_is_attached_and_removed_on_its_page(season: Season, hoa: Client) -> None:
    address = f"/results/{row(season).pk}/evidence/"
    answer = hoa.post(address, {"file": SimpleUploadedFile("a.pdf", b"%PDF-1")}, follow=True)
    assert "“a.pdf” was attached." in text_of(answer)
    assert "1 file" in text_of(hoa.get(page(season)))
    kept = Evidence.objects.get()
    assert "“a.pdf” was removed." in text_of(hoa.post(address, {"remove": str(kept.pk)}, follow=True))
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize("files", [{}, {"file": SimpleUploadedFile("a.exe", b"MZ")}])
def test_file_that_is_not_taken_is_refused_on_the_page(season: Season, hoa: Client, files: Any) -> None:
    answer = hoa.post(f"/results/{row(season).pk}/evidence/", files)
    assert (answer.status_code, "One thing to put right" in text_of(answer)) == (422, True)


@pytest.mark.parametrize("remove", ["x", "0", "²", "9" * 30])
def test_removing_what_is_not_there_is_not_found(season: Season, hoa: Client, remove: str) -> None:
    answer = hoa.post(f"/results/{row(season).pk}/evidence/", {"remove": remove})
    assert answer.status_code == 404


def test_evidence_page_is_for_readers_of_the_sheet(season: Season) -> None:
    address = f"/results/{row(season).pk}/evidence/"
    found = {n: as_(season.world.users[n]).get(address).status_code for n in ("lan", "kim", "nga", "vy")}
    assert found == {"lan": 200, "kim": 200, "nga": 404, "vy": 404}
    assert "Attach the file" not in text_of(as_(season.world.kim).get(address))
