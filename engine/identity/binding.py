"""A login belongs to the browser that began it: a random cookie there, only its hash here."""

import hashlib
import hmac
import secrets

#: Name of the cookie that binds a login to a browser (HttpOnly, SameSite=Lax).
BROWSER_COOKIE = "formune_login"


def new_token() -> str:
    """Make a random URL-safe text of 43 characters, 256 bits: a state, a nonce or a browser's cookie."""
    return secrets.token_urlsafe(32)


def browser_hash(cookie: str) -> str:
    """Give what is kept of a browser's cookie, or of a state: SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(cookie.encode("utf-8", "surrogatepass")).hexdigest()


def same_browser(cookie: str, kept: str) -> bool:
    """Say in constant time whether the cookie is the one whose hash was kept."""
    return bool(cookie) and hmac.compare_digest(browser_hash(cookie).encode(), kept.encode())
