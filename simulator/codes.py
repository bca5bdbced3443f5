"""Check digits, UDI texts, exact quantities and times as the export files spell them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

# GS1 sets the prefix 952 aside for examples, so no number here is anybody's.
COMPANY = "9521234"


def check_digit(digits: str) -> str:
    """GS1 mod-10: weights 3, 1 from the right."""
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits)))
    return str(-total % 10)


def with_check_digit(digits: str) -> str:
    """The number with its check digit."""
    return digits + check_digit(digits)


def gtin(reference: int, *, level: int = 0) -> str:
    """GTIN-14; `level` is the indicator digit, 0 for the unit itself."""
    return with_check_digit(f"{level}{COMPANY}{reference:05d}")


def gln(reference: int) -> str:
    """Global location number, 13 digits."""
    return with_check_digit(f"{COMPANY}{reference:05d}")


def sscc(serial: int) -> str:
    """Serial shipping container code, 18 digits."""
    return with_check_digit(f"0{COMPANY}{serial:09d}")


def udi(identifier: str, expires: str, lot: str) -> str:
    """Human-readable UDI of a lot; `expires` is a day such as 2027-01-31."""
    return f"(01){identifier}(17){expires[2:4]}{expires[5:7]}{expires[8:]}(10){lot}"


def decimal(milli: int) -> str:
    """Thousandths as plain decimal text: 12500 is `12.5`."""
    whole, rest = divmod(milli, 1000)
    return f"{whole}.{rest:03d}".rstrip("0") if rest else str(whole)


def instant(moment: datetime) -> str:
    """UTC with seconds and Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def instant_at(moment: datetime, offset_hours: int) -> str:
    """The same instant as a clock with that offset shows it: `2025-01-31T16:15:00+08:00`."""
    return moment.astimezone(timezone(timedelta(hours=offset_hours))).isoformat(timespec="seconds")


def day(moment: datetime) -> str:
    """The UTC day."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d")
