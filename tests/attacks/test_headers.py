"""What every answer says to the browser, and what production demands."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import time_machine
from django.test import Client

from tests.cast import NOW, PASSWORD, Season
from tests.matrix.addresses import MATRIX
from tests.matrix.places import address, ask

ROOT = Path(__file__).resolve().parents[2]
POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
}  # fmt: skip


def test_every_answer_carries_the_headers(season: Season, places: dict[str, Any]) -> None:
    wrong = {}
    with time_machine.travel(NOW, tick=False):
        for person in ("hoa", "quang", "vy"):
            for name in MATRIX:
                client = Client()
                client.force_login(getattr(season.world, person))
                answer = ask(client, name, places, season)
                policy = {part.strip() for part in answer["Content-Security-Policy"].split(";")}
                good = (
                    policy in (POLICY, {"default-src 'none'", "sandbox"})
                    and answer["X-Content-Type-Options"] == "nosniff"
                    and answer["X-Frame-Options"] == "DENY"
                    and answer["Referrer-Policy"] == "same-origin"
                    and answer["Cross-Origin-Opener-Policy"] == "same-origin"
                    and ("no-store" in answer["Cache-Control"] or name == "healthz")
                )
                if not good:
                    wrong[person, name] = dict(answer.items())
        missing = Client().get("/khong-co/")
        assert "script-src 'self'" in missing["Content-Security-Policy"]
    assert wrong == {}
    assert address


def test_no_page_has_a_style_or_a_script_in_it(season: Season, places: dict[str, Any]) -> None:
    with time_machine.travel(NOW, tick=False):
        for name, (method, _who) in MATRIX.items():
            client = Client()
            client.force_login(season.world.quang)
            answer = ask(client, name, places, season)
            if method == "GET" and "html" in answer.get("Content-Type", ""):
                page = answer.content.decode()
                assert " style=" not in page, name
                assert "<style" not in page, name
                assert "<script>" not in page, name


def test_the_session_changes_at_sign_in_and_its_cookie_is_the_servers(season: Season) -> None:
    client = Client()
    client.get("/login/")
    client.post("/login/", {"username": "hoa", "password": PASSWORD})
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    old = cookie.value
    client.post("/logout/")
    client.cookies["sessionid"] = old
    assert client.get("/").status_code == 302
    for csrf in (client.cookies.get("csrftoken"),):
        assert csrf is None or (csrf["httponly"], csrf["samesite"]) == (True, "Lax")


def test_production_settings_leave_the_deployment_check_silent(tmp_path: Path) -> None:
    surroundings = {
        **{k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "VENDOR_DIR")},
        "ENVIRONMENT": "production",
        "SECRET_KEY": "klmnopqrst" * 6,
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "ALLOWED_HOSTS": "thidua.example.vn",
        "VAR_DIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    told = (
        "import django; django.setup(); from django.conf import settings as s;"
        " print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.LANGUAGE_COOKIE_SECURE, s.SECURE_HSTS_SECONDS)"
    )
    shown = subprocess.run(
        [sys.executable, "-c", told],
        cwd=ROOT,
        env={**surroundings, "DJANGO_SETTINGS_MODULE": "emulation_tracker.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert shown.stdout.split() == [
        "__Host-sessionid",
        "__Host-csrftoken",
        "True",
        "True",
        "True",
        "31536000",
    ]
