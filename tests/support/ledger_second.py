"""A second verifier of archives, written from docs/ledger-format.md alone.

Nothing of lotgraph is imported, and nothing is done the way the first one does it: one function a file
kind, recursion by the RFCs' definitions, Ed25519 in plain integers. It is slow and it only says whether
an archive is whole and what it complains of. Of a time-stamp it checks what was stamped, not by whom.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path

import zstandard

# --- Ed25519, RFC 8032, section 5.1 ----------------------------------------------------------------

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
Point = tuple[int, int, int, int]


def recovered_x(y: int, sign: int) -> int:
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError("no point of the curve")
    return P - x if x & 1 != sign else x


def point(data: bytes) -> Point:
    number = int.from_bytes(data, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    x = recovered_x(y, sign)
    return x, y, 1, x * y % P


def plus(a: Point, b: Point) -> Point:
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    w, x, y, z = f - e, h - g, h + g, f + e
    return w * x % P, y * z % P, x * y % P, w * z % P


def times(factor: int, a: Point) -> Point:
    total: Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            total = plus(total, a)
        a, factor = plus(a, a), factor >> 1
    return total


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE: Point = (recovered_x(BASE_Y, 0), BASE_Y, 1, recovered_x(BASE_Y, 0) * BASE_Y % P)


@lru_cache(maxsize=100_000)
def ed25519(public: bytes, text: bytes, signature: bytes) -> bool:
    if len(public) != 32 or len(signature) != 64:
        return False
    try:
        a, r = point(public), point(signature[:32])
    except ValueError:
        return False
    s = int.from_bytes(signature[32:], "little")
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + text).digest(), "little") % Q
    left, right = times(s, BASE), plus(r, times(k, a))
    same = (left[0] * right[2] - right[0] * left[2]) % P == (left[1] * right[2] - right[1] * left[2]) % P == 0
    return s < Q and same


# --- hashes and JSON -------------------------------------------------------------------------------


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def mth(hashes: list[bytes]) -> bytes:
    """RFC 6962, 2.1, over leaf hashes."""
    n = len(hashes)
    if n < 2:
        return hashes[0] if hashes else sha(b"")
    k = 1
    while 2 * k < n:
        k *= 2
    return sha(b"\x01" + mth(hashes[:k]) + mth(hashes[k:]))


def from_json(data: bytes) -> dict[str, object]:
    """A canonical object, or nothing."""
    try:
        value = json.loads(data.decode("utf-8"))
        text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return value if isinstance(value, dict) and text.encode() == data else {}
    except (ValueError, RecursionError):
        return {}


def unbase64(text: str) -> bytes:
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("base64")
    return data


# --- keys and notes --------------------------------------------------------------------------------


def parse_key(text: str) -> tuple[str, str, bytes]:
    name, key_id, encoded = text.split("+", 2)
    data = unbase64(encoded)
    if data[:1] != b"\x01" or len(data) != 33 or not name or re.search(r"\s", name):
        raise ValueError("key")
    if sha(name.encode() + b"\n" + data)[:4].hex() != key_id:
        raise ValueError("key id")
    return name, key_id, data[1:]


def signers_of(data: bytes, keys: list[tuple[str, str, bytes]]) -> tuple[list[str], set[str]]:
    """Lines of the text and ids of the keys that signed it; an error where one of them did so wrongly."""
    whole = data.decode()
    if any(ord(c) < 32 and c != "\n" for c in whole):
        raise ValueError("control character")
    at = whole.rindex("\n\n")
    text, below = whole[: at + 1], whole[at + 2 :]
    if not below.endswith("\n") or below.count("\n") > 100:
        raise ValueError("signature lines")
    good = set()
    for line in below[:-1].split("\n"):
        dash, name, encoded = line.split(" ")
        made = unbase64(encoded)
        if dash != "—" or not name or "+" in name or re.search(r"\s", name) or len(made) < 5:
            raise ValueError("signature line")
        for key in keys:
            if (key[0], key[1]) == (name, made[:4].hex()):
                if not ed25519(key[2], text.encode(), made[4:]):
                    raise ValueError("wrong signature")
                good.add(key[1])
    return text[:-1].split("\n"), good


NUMBER = re.compile(r"0|[1-9][0-9]*", re.ASCII)


def number(text: str) -> int:
    if not NUMBER.fullmatch(text):
        raise ValueError("number")
    return int(text)


# --- the archive -----------------------------------------------------------------------------------

Last = tuple[str, str]
FIELDS = "actor chunk facts_root load model n payload_sha256 reason record_time seq source_sha256"


def check_commit(
    header: bytes, payload: bytes, stored: bytes, seq: int, before: Last
) -> tuple[Last, list[str]]:
    """The latest record time and model so far, and what is wrong with a commit."""
    wrong = []
    body = from_json(header)
    kinds = {name: int if name in ("n", "seq") else str for name in FIELDS.split()}
    if {name: type(value) for name, value in body.items()} != kinds:
        return before, [f"commit {seq}: header"]
    now, model = str(body["record_time"]), str(body["model"])
    is_model = re.fullmatch("[0-9]{4}", model) is not None
    last = max(now, before[0]), max(model, before[1]) if is_model else before[1]
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){2}T([0-9]{2}:){2}[0-9]{2}\.[0-9]{6}Z", now) or now < before[0]:
        wrong.append(f"commit {seq}: record_time")
    if body["seq"] != seq:
        wrong.append(f"commit {seq}: seq")
    if not is_model or model < before[1]:
        wrong.append(f"commit {seq}: model")
    if bool(body["load"]) != bool(body["chunk"]):
        wrong.append(f"commit {seq}: load or chunk")
    if not re.fullmatch("([0-9a-f]{64})?", str(body["source_sha256"])):
        wrong.append(f"commit {seq}: source_sha256")
    try:
        if not 0 <= zstandard.frame_content_size(payload) <= 16 * 2**20:
            raise zstandard.ZstdError("size")
        reader = zstandard.ZstdDecompressor().decompressobj()
        plain = reader.decompress(payload)
        if not reader.eof or reader.unused_data:
            raise zstandard.ZstdError("frame")
    except zstandard.ZstdError:
        return last, [*wrong, f"commit {seq}: payload"]
    lines = plain.split(b"\n")
    if lines.pop() != b"" or len(lines) > 5000 or len(plain) > 4 * 2**20:
        wrong.append(f"commit {seq}: payload")
    leaves = [sha(b"\x00" + line) for line in lines]
    if [body["payload_sha256"], body["n"]] != [sha(plain).hex(), len(lines)]:
        wrong.append(f"commit {seq}: payload")
    if body["facts_root"] != mth(leaves).hex():
        wrong.append(f"commit {seq}: facts_root")
    groups = [mth(leaves[256 * i : 256 * i + 256]) for i in range(len(leaves) // 256)]
    if stored != b"".join(leaves + groups):
        wrong.append(f"commit {seq}: stored hashes")
    return last, wrong


def check_bundle(
    data: bytes, first: int, full: bool, before: Last, leaves: list[bytes]
) -> tuple[Last, list[str]]:
    """The latest record time and model, and what is wrong; appends the leaf hashes to those of the ledger."""
    head, _, rest = data.partition(b"\n\n")
    lines = head.decode().split("\n")
    start, count = map(number, lines[1].split(" "))
    table = [row.split(" ") for row in lines[3:]]
    if lines[0] != "lotgraph-bundle/1" or start != first or count != len(table) or not 1 <= count <= 256:
        raise ValueError("first lines")
    if full and count < 256:
        raise ValueError("not full")
    wrong = [] if sha(data[:-32]) == data[-32:] else [f"bundle {first}: hash"]
    sizes = [(number(h), number(p), number(n)) for h, p, n, _ in table]
    parts: list[list[bytes]] = [[], [], []]
    for kind, lengths in enumerate(zip(*((h, p, 32 * (n + n // 256)) for h, p, n in sizes), strict=True)):
        for length in lengths:
            parts[kind].append(rest[:length])
            rest = rest[length:]
    if len(rest) != 32:
        raise ValueError("length")
    for at, (header, payload, stored) in enumerate(zip(*parts, strict=True)):
        before, found = check_commit(header, payload, stored, first + at, before)
        wrong += found
        leaves.append(sha(b"\x00" + header))
        if table[at][3] != leaves[-1].hex():
            wrong.append(f"commit {first + at}: leaf hash")
    expected = [mth(leaves).hex()]
    if count == 256:
        expected.append(mth(leaves[-256:]).hex())
        step = 512
        while len(leaves) % step == 0:
            expected.append(mth(leaves[-step:]).hex())
            step *= 2
    if lines[2] != " ".join(expected):
        wrong.append(f"bundle {first}: tree")
    return before, wrong


def check(folder: Path, key: str, witness: bytes | None = None) -> list[str]:
    """What is wrong with an archive; nothing, where it is whole."""
    wrong = []
    # 1: the manifest and the notes it lists.
    try:
        data = (folder / "manifest.json").read_bytes()
    except OSError:
        data = b""
    manifest = from_json(data[:-1]) if data.endswith(b"\n") else {}
    listed = manifest.get("notes")
    shape = set(manifest) == {"format", "notes", "root", "size"} and isinstance(listed, dict)
    if not shape or manifest["format"] != "lotgraph-archive/1" or type(manifest["size"]) is not int:
        return ["manifest"]
    assert isinstance(listed, dict)
    pattern = re.compile(r"checkpoint-[0-9]{10}-[0-9a-f]{8}\.(note|tsr)|rotation-[0-9]{4}\.note")
    notes = {f.name: f.read_bytes() for f in (folder / "notes").glob("*") if pattern.fullmatch(f.name)}
    wrong += [f"note {name}" for name, told in listed.items() if sha(notes.get(name, b"")).hex() != told]
    # 2: the keys, each with the sizes it signs.
    trusted = parse_key(key)
    keys = [trusted]
    spans = {trusted[1]: (0, 2**63)}
    statements = sorted(name for name in notes if name.startswith("rotation-"))
    try:
        chain: list[tuple[str, str, bytes]] = []
        limits: list[int] = [0]
        for at, name in enumerate(statements, 1):
            text = notes[name].decode().split("\n")
            old, new = parse_key(text[4]), parse_key(text[5])
            lines, good = signers_of(notes[name], [old, new])
            told = [lines[0], lines[1], old[0], new[0], number(lines[2])]
            if told != ["lotgraph-key-rotation/1", *[lines[1]] * 3, at] or len(lines) != 6:
                raise ValueError("rotation")
            if name != f"rotation-{at:04d}.note" or good != {old[1], new[1]} or old == new:
                raise ValueError("rotation")
            if (chain and chain[-1] != old) or number(lines[3]) < limits[-1]:
                raise ValueError("chain")
            chain += [new] if chain else [old, new]
            limits.append(number(lines[3]))
        if chain:
            if trusted not in chain:
                raise ValueError("another chain")
            keys = chain
            spans = {k[1]: (lo, hi) for k, lo, hi in zip(chain, limits, [*limits[1:], 2**63], strict=True)}
    except (ValueError, IndexError):
        wrong.append("rotations")

    # 3: checkpoints.
    def head_of(note: bytes, name: str | None) -> tuple[int, object] | None:
        try:
            lines, good = signers_of(note, keys)
            size, root = number(lines[1]), unbase64(lines[2])
            fit = [k for k in good if spans[k][0] <= size <= spans[k][1]]
            if not fit or "" in lines or len(root) != 32 or lines[0] != trusted[0]:
                raise ValueError("checkpoint")
            if name is not None and name not in [f"checkpoint-{size:010d}-{k}.note" for k in fit]:
                raise ValueError("name")
        except (ValueError, IndexError):
            wrong.append(f"checkpoint {name}")
            return None
        return size, root.hex()

    claims: list[tuple[int, object] | None] = [(int(str(manifest["size"])), manifest["root"])]
    claims += [head_of(data, name) for name, data in notes.items() if re.match(r"checkpoint.*note", name)]
    if witness is not None:
        claims.append(head_of(witness, None))
    for name, token in notes.items():
        stamped = notes.get(name.replace(".tsr", ".note"))
        if name.endswith(".tsr") and (stamped is None or b"\x04\x20" + sha(stamped) not in token):
            wrong.append(f"time-stamp {name}")
    # 4 to 6: the bundles.
    leaves: list[bytes] = []
    before, expected = ("", ""), 1
    shaped = (f for f in (folder / "bundles").glob("*.bundle") if re.fullmatch("[0-9]{10}", f.stem))
    files = sorted(f for f in shaped if int(f.stem) % 256 == 1)
    for file in files:
        try:
            if int(file.stem) != expected:
                raise ValueError("hole")
            before, found = check_bundle(file.read_bytes(), expected, file != files[-1], before, leaves)
            wrong += found
        except (ValueError, IndexError):
            wrong.append(f"bundle {file.name}")
        expected += 256
    # 7 and 8: the roots, and how far they are signed; the first claim is the manifest's.
    signed = 0
    for at, claim in enumerate(claims):
        if claim is None:
            continue
        size, root = claim
        if not 0 <= size <= len(leaves) or mth(leaves[:size]).hex() != root:
            wrong.append(f"root at {size}")
        elif at:
            signed = max(signed, size)
    if leaves and not signed:
        wrong.append("unsigned")
    return wrong
