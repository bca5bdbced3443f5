"""What a request says of the file in its body: its name, how to read it, how long it is.

Promises: every header is percent-encoded UTF-8 of a bounded length. Refuses: a name that could be a path, a
profile that is none of those that ship, a body that is a form or encoded. No form of another page can send
these headers, so no cookie alone sends a file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers

from app.api.problems import bad_request
from loaders.profile import profiles_available

MOST_NAME_BYTES: Final = 150


def file_name(headers: Headers) -> str:
    """The plain name of the file."""
    name = text(headers, "File")
    if not name or name != Path(name).name or name.startswith(".") or "\\" in name or not name.isprintable():
        raise bad_request(
            "X-Lotgraph-File must be a plain file name.",
            "Send a name such as lot-2025.csv, other characters percent-encoded as UTF-8.",
        )
    return name


def profile(headers: Headers) -> str | None:
    """The profile that is named, if any."""
    name = text(headers, "Profile")
    if name and name not in profiles_available():
        known = ", ".join(profiles_available())
        raise bad_request("X-Lotgraph-Profile is no profile.", f"Send one of: {known}.")
    return name or None


def text(headers: Headers, name: str) -> str:
    """The text of one of the headers."""
    header = f"X-Lotgraph-{name}"
    said = unquote_to_bytes(headers.get(header, ""))
    if len(said) > MOST_NAME_BYTES:
        raise bad_request(f"{header} is too long.", f"Send {MOST_NAME_BYTES} bytes at most.")
    try:
        return said.decode("utf-8")
    except UnicodeDecodeError as error:
        raise bad_request(f"{header} is no percent-encoded UTF-8.", "Encode it so.") from error


def stated_length(headers: Headers) -> int:
    """The length that is stated, 0 where none is; refuses a body that is not the file itself."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind.startswith("multipart/") or headers.get("content-encoding", "identity").lower() != "identity":
        raise bad_request(
            "The body must be the file itself, neither a form nor encoded.",
            "curl --data-binary @lot.csv does that; a packed file is sent as it is, named lot.csv.gz.",
        )
    stated = headers.get("content-length", "0")
    if not stated.isdecimal():
        raise bad_request("Content-Length is no number.", "Leave it to the HTTP library.")
    return int(stated)
