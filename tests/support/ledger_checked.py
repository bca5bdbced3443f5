"""The golden archive, and both verifiers asked about a folder."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509

from ledger.verify import Report, verify
from ledger.verify_bundle import Finding
from ledger.verify_notes import read_key
from tests.support import ledger_second

GOLDEN = Path(__file__).parent.parent / "data" / "ledger" / "archive"
KEY = (GOLDEN / "key.txt").read_text("utf-8").strip()
AUTHORITY = x509.load_pem_x509_certificates((GOLDEN / "authority.pem").read_bytes())
OUTSIDE = (GOLDEN / "outside.note").read_bytes()
STAMPED = "checkpoint-0000000006-55d0e34a"


def checked(folder: Path, key: str = KEY, **given: object) -> Report:
    return verify(folder, read_key(key), **given)  # type: ignore[arg-type]  # options as they are


def second(folder: Path, witness: bytes | None = None) -> list[str]:
    return ledger_second.check(folder, KEY, witness)


def where(finding: Finding) -> tuple[object, ...]:
    return finding.kind, finding.commit, finding.last_commit, finding.line, finding.field


def places(folder: Path, **given: object) -> set[tuple[object, ...]]:
    """Kind and place of all findings; the second verifier must complain too."""
    witness = given.get("witness")
    assert second(folder, witness if isinstance(witness, bytes) else None)
    return {where(finding) for finding in checked(folder, KEY, **given).findings}
