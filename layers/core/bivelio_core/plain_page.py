"""A page for who has a link: HTML without scripts, in Catalan, Spanish and English.

The style is named by its hash in the Content-Security-Policy, so that a page can load nothing and send its form only to
us. Who makes a page escapes what comes from elsewhere.
"""

import base64
import hashlib

from bivelio_core.catalogue import LANGUAGES

STYLE = (
    ":root{color-scheme:light dark;"
    "--ink:#1a1a1a;--page:#fff;--quote:#f4f5f7;--line:#4a5568;--main:#0f665c;--on-main:#fff}"
    "@media(prefers-color-scheme:dark){"
    ":root{--ink:#e8eaed;--page:#14181d;--quote:#1f252c;--line:#8b97a5;--main:#5cc4b5;--on-main:#0b1f1c}}"
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:2rem auto;padding:0 1rem;"
    "color:var(--ink);background:var(--page);overflow-wrap:anywhere}"
    "h1{font-size:1.5rem;line-height:1.25}a{color:var(--main)}"
    "blockquote{white-space:pre-wrap;margin:1rem 0;padding:.75rem 1rem;"
    "border-left:4px solid var(--line);background:var(--quote)}"
    "textarea{width:100%;box-sizing:border-box;font:inherit}"
    "button{font:inherit;font-weight:600;min-height:2.75rem;padding:.5rem 1.25rem;margin:1rem .5rem 0 0;"
    "border:1px solid var(--line);border-radius:.5rem;color:var(--ink);background:none}"
    "button[value=approve]{color:var(--on-main);background:var(--main);border-color:var(--main)}"
    "footer{margin-top:1.5rem}footer a{display:inline-block;padding:.5rem}"
    "@media(max-width:30rem){button{width:100%;margin-right:0}}"
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
        f"<body><main><h1>{title}</h1>{body}</main><footer>{others}</footer></body></html>"
    )
