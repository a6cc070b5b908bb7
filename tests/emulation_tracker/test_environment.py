"""Production refuses to start on unfit settings, each fault by its name; development needs nothing."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from emulation_tracker.environment import (
    installation_key,
    production_faults,
    refuse_unfit_production,
    secret,
)

FIT = {
    "debug": False,
    "secret_key": "klmnopqrst" * 5,
    "database_engine": "django.db.backends.postgresql",
    "broker": "redis://redis:6379/0",
    "hosts": ["thidua.example.vn"],
}
UNFIT = [
    ("debug", True, "DEBUG"),
    ("secret_key", "", "SECRET_KEY"),
    ("secret_key", "short", "SECRET_KEY"),
    ("secret_key", "django-insecure-" + "klmnopqrst" * 5, "SECRET_KEY"),
    ("secret_key", "change-me-" + "klmnopqrst" * 5, "SECRET_KEY"),
    ("database_engine", "django.db.backends.sqlite3", "DATABASE_URL"),
    ("broker", "", "REDIS_URL"),
    ("hosts", [], "ALLOWED_HOSTS"),
    ("hosts", ["*"], "ALLOWED_HOSTS"),
]
SURROUNDINGS = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "klmnopqrst" * 5,
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "ALLOWED_HOSTS": "thidua.example.vn",
}


def test_fit_settings_have_no_fault() -> None:
    assert production_faults(**FIT) == []
    refuse_unfit_production(**FIT)


@pytest.mark.parametrize(("setting", "value", "name"), UNFIT)
def test_each_fault_is_named_alone(setting: str, value: object, name: str) -> None:
    faults = production_faults(**{**FIT, setting: value})
    assert len(faults) == 1
    assert name in faults[0]


def test_all_faults_are_told_at_once() -> None:
    worst = {s: v for s, v, _name in UNFIT}
    with pytest.raises(ImproperlyConfigured) as error:
        refuse_unfit_production(**worst)
    assert str(error.value).count("\n- ") == 5


def start(tmp_path: Path, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """Start Python with the product's settings, as a server would."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "SYSTEMROOT")}
    (tmp_path / "staticfiles").mkdir()  # as collectstatic leaves it; WhiteNoise warns without
    wanted = {**kept, "VAR_DIR": str(tmp_path), **SURROUNDINGS, **changes}
    return subprocess.run(
        [sys.executable, "-c", "import emulation_tracker.wsgi"],
        cwd=settings.BASE_DIR,
        env={k: v for k, v in wanted.items() if v is not None},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_production_starts_with_fit_settings(tmp_path: Path) -> None:
    done = start(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_production_names_every_fault_when_it_does_not_start(tmp_path: Path) -> None:
    done = start(
        tmp_path,
        DEBUG="1",
        SECRET_KEY=None,
        DATABASE_URL=None,
        REDIS_URL=None,
        ALLOWED_HOSTS=None,
    )
    assert done.returncode == 1
    for name in ("DEBUG", "SECRET_KEY", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS"):
        assert name in done.stderr


def test_production_makes_no_key_of_its_own(tmp_path: Path) -> None:
    done = start(tmp_path, SECRET_KEY=None)
    assert "SECRET_KEY" in done.stderr
    assert not (tmp_path / "secret_key").exists()


def test_development_starts_with_nothing_set(tmp_path: Path) -> None:
    done = start(tmp_path, **dict.fromkeys(SURROUNDINGS))
    assert (done.returncode, done.stderr) == (0, "")


def test_a_secret_comes_from_its_file_before_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "key"
    path.write_text(" from the file \n", encoding="utf-8")
    monkeypatch.setenv("SOME_SECRET", "from the environment")
    assert secret("SOME_SECRET") == "from the environment"
    monkeypatch.setenv("SOME_SECRET_FILE", str(path))
    assert secret("SOME_SECRET") == "from the file"
    assert secret("ANOTHER_SECRET", "default") == "default"


def test_a_secret_file_that_is_missing_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SOME_SECRET_FILE", str(tmp_path / "none"))
    with pytest.raises(FileNotFoundError):
        secret("SOME_SECRET")


def test_an_installation_has_its_own_key_readable_by_its_owner_only(tmp_path: Path) -> None:
    first = installation_key(tmp_path / "a")
    assert first == installation_key(tmp_path / "a")
    assert first != installation_key(tmp_path / "b")
    assert len(first) > 60
    assert stat.S_IMODE((tmp_path / "a" / "secret_key").stat().st_mode) == 0o600
