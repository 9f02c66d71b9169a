"""Videos of lessons: which outside addresses may be shown, and serving parts of a file.

Rules only; neither a database nor Django.
"""

import re
from urllib.parse import parse_qs, urlsplit

_YOUTUBE = {"www.youtube.com", "youtube.com", "m.youtube.com", "www.youtube-nocookie.com", "youtu.be"}
_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def embed_address(address: str, hosts: list[str]) -> str | None:
    """The address to show in a frame, where its host is one of `hosts` ("https://host"); None for all others.

    YouTube's own addresses become those of its host without cookies.
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme != "https" or parts.username or parts.port not in (None, 443):
        return None
    if host in _YOUTUBE:
        video = _youtube_id(host, parts.path, parts.query)
        host, path = "www.youtube-nocookie.com", f"/embed/{video}" if video else None
    else:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
    if path is None or f"https://{host}" not in hosts:
        return None
    return f"https://{host}{path}"


def _youtube_id(host: str, path: str, query: str) -> str | None:
    if host == "youtu.be":
        found = path.strip("/")
    elif path == "/watch":
        found = parse_qs(query).get("v", [""])[0]
    else:
        found = path.removeprefix("/embed/").removeprefix("/shorts/").strip("/")
    return found if _YOUTUBE_ID.fullmatch(found) else None


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """The first and last byte a Range header asks for, of a file of `size` bytes (RFC 9110, section 14).

    None where the whole file is to be sent: no header, another unit, or several ranges at once. ValueError where
    nothing of the file is asked for (416).
    """
    match = _RANGE.fullmatch(header.strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if first == "":
        start, end = max(0, size - int(last)), size - 1
        if int(last) == 0:
            raise ValueError("an empty range")
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
        if last and int(last) < start:
            return None
    if start >= size:
        raise ValueError("a range behind the end")
    return start, end
