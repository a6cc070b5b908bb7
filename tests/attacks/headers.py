"""What is wrong with the headers of an answer, and with a page that holds its own style or script."""

from typing import Any

POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
}  # fmt: skip
FILE = {"default-src 'none'", "sandbox"}
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def unguarded(answer: Any) -> list[str]:
    """The headers that are missing or other than they should be, and what a page must not hold."""
    wrong = [name for name, value in FIXED.items() if answer.get(name) != value]
    if answer.get("Referrer-Policy") != "same-origin":
        wrong.append("Referrer-Policy")
    policy = {part.strip() for part in answer.get("Content-Security-Policy", "").split(";")}
    if policy not in (POLICY, FILE):
        wrong.append("Content-Security-Policy")
    if "no-store" not in answer.get("Cache-Control", "") and answer.wsgi_request.path != "/healthz":
        wrong.append("Cache-Control")
    if "html" in answer.get("Content-Type", "") and not answer.streaming:
        page = answer.content.decode()
        wrong += [part for part in (" style=", "<style", "<script>") if part in page]
    return wrong
