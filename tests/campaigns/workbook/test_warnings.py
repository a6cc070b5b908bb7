"""What is worth a look stands on the page that tells what became of the workbook."""

import html

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cast import NOW, World
from tests.common.workbook.raw import book, tab
from units.models import Job
from units.services import jobs

UNION = {
    "code": "CS", "name": "CĐCS Một", "short_name": "CĐCS Một", "level": "grassroots", "parent": "HN",
    "valid_from": "01/01/2024",
}  # fmt: skip
TOLD = "Công đoàn!4:4: Hidden rows were read like all others (1): 4. Delete those that do not belong here."


def test_warnings_stand_on_the_page_of_the_job_and_of_its_outcome(client: Client, world: World) -> None:
    sheet = tab("unions", UNION, {**UNION, "code": "CS2"}, hidden_rows=[4])
    client.force_login(world.quang)
    client.post(reverse("import"), {"file": SimpleUploadedFile("a.xlsx", book({"unions": sheet}).getvalue())})
    jobs.run_all(now=NOW)
    job = Job.objects.get()
    assert job.result["warnings"] == [TOLD]
    for page in (reverse("job", args=[job.pk]), job.result["url"]):
        assert TOLD in html.unescape(client.get(page).content.decode()), page


def test_a_job_without_warnings_has_no_heading_for_them(client: Client, world: World) -> None:
    client.force_login(world.quang)
    file = SimpleUploadedFile("a.xlsx", book({"unions": tab("unions", UNION)}).getvalue())
    client.post(reverse("import"), {"file": file})
    jobs.run_all(now=NOW)
    assert "worth a look" not in client.get(reverse("job", args=[Job.objects.get().pk])).content.decode()
