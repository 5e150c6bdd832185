"""A page for who has a link: HTML without scripts, in Catalan, Spanish and English.

The style is named by its hash in the Content-Security-Policy, so that a page can load nothing and send its form only to
us. Who makes a page escapes what comes from elsewhere.
"""

import base64
import hashlib

from bivelio_core.catalogue import LANGUAGES

STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:3rem auto;padding:0 1rem;"
    "color:#1a1a1a;background:#fff}"
    "blockquote{white-space:pre-wrap;overflow-wrap:anywhere;margin:1rem 0;padding:.75rem 1rem;"
    "border-left:4px solid #4a5568;background:#f4f5f7}"
    "textarea{width:100%;box-sizing:border-box;font:inherit}"
    "button{font:inherit;padding:.6rem 1.2rem;margin:1rem .5rem 0 0}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


def document(title: str, body: str, language: str) -> str:
    """The page, with links to it in the other languages."""
    others = " ".join(
        f'<a href="?lang={each}" hreflang="{each}" lang="{each}">{each}</a>' for each in LANGUAGES if each != language
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>'
        f"<body><main><h1>{title}</h1>{body}</main><p>{others}</p></body></html>"
    )
