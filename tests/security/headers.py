"""What the headers of an answer must say, whatever the address."""

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FRAMES = {"'none'": "DENY", "'self'": "SAMEORIGIN"}
FRAMED_BY_US = ("/quan-tri/", "/tai-khoan/")


def lacking(url: str, headers, signed_in: bool) -> list[str]:
    """What is missing or too wide; no file of a collection may run anything, no page anything without its nonce."""
    found = [f"{name} is {headers.get(name)}" for name, value in ALWAYS.items() if headers.get(name) != value]
    parts = [part.split() for part in headers.get("Content-Security-Policy", "").split(";") if part.strip()]
    policy = {name: set(words) for name, *words in parts}
    if url.startswith("/tai-lieu/") and policy == {"default-src": {"'none'"}}:
        policy |= {"script-src": set(), "object-src": {"'none'"}, "base-uri": {"'none'"}}
        policy["frame-ancestors"] = {"'none'"}  # said by X-Frame-Options alone
    for name in ("object-src", "base-uri"):
        if policy.get(name) != {"'none'"}:
            found.append(f"the policy says {name} {policy.get(name)}")
    scripts = policy.get("script-src", {"nothing"})
    if {word for word in scripts if word != "'self'" and not word.startswith("'nonce-")}:
        found.append(f"the policy lets scripts of {scripts} run")
    frames = next(iter(policy.get("frame-ancestors", {"anybody"})))
    if headers.get("X-Frame-Options") != FRAMES.get(frames, "never") or (
        frames == "'self'" and not url.startswith(FRAMED_BY_US)
    ):
        found.append(f"{frames} may frame it, {headers.get('X-Frame-Options')}")
    if signed_in and headers.get("Cache-Control") != "private, no-store":
        found.append(f"Cache-Control is {headers.get('Cache-Control')}")
    return found
