"""What every host of the dashboard sends with it: the content security policy and its companions."""

from collections.abc import Iterable

BASE = "/app"
ASSETS = "assets/"
"""Below it are files that are named by their content, and so never change."""


def policy(files: Iterable[str] = ()) -> str:
    """Return the policy: scripts and styles of the dashboard alone, requests to its own host.

    Args:
        files: origins of the files that signed addresses lead to: a bucket, or the local emulator.
    """
    places = " ".join(files)
    return "; ".join(
        part.strip()
        for part in (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' data: blob: {places}",
            "media-src blob:",
            f"connect-src 'self' {places}",
            f"frame-src blob: {places}",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def headers(files: Iterable[str] = ()) -> dict[str, str]:
    """Return the headers of every answer."""
    return {
        "Content-Security-Policy": policy(files),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
    }
