"""What every answer says to the browser, and what production demands."""

import os
import subprocess
import sys
from pathlib import Path

from django.test import Client

from tests.attacks.headers import unguarded
from tests.cast import PASSWORD, Season

ROOT = Path(__file__).resolve().parents[2]


def test_an_address_that_does_not_exist_is_guarded_too(season: Season) -> None:
    """Every other answer is looked at in tests/matrix/test_address_matrix.py."""
    assert unguarded(Client().get("/khong-co/")) == []


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
