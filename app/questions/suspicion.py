"""A sign that something may be affected, and the reasons there are."""

from __future__ import annotations

from dataclasses import dataclass

REASONS = {
    "untracked_input": "a step used the same material and does not say which lot",
    "step_without_input": "a step says nothing of what it used, and others like it used the same material",
    "short_of_material": "a step made more than what it says to have used accounts for",
    "shipment_without_lot": "a consignee of the material got a shipment, and nothing says what was in it",
    "package_without_contents": "a package went to a consignee of the material, and nothing says what it has",
    "same_equipment": "a step ran on the same equipment at the same time",
}
"""Why a node is possible by itself; what follows from such a one has the reason `follows`."""


@dataclass(frozen=True, slots=True, order=True)
class Sign:
    """Why a node may be affected by an item that was there `since`; `left` of it is not accounted for."""

    key: str
    reason: str
    item: str
    message: str
    missing: str = ""
    left: str = ""
    unit: str = ""
    since: str = ""

    def to_json(self) -> dict[str, object]:
        """As printed; what is not stated is null."""
        return {
            "reason": self.reason,
            "item": self.item,
            "message": self.message,
            "missing": self.missing or None,
            "unaccounted": self.left or None,
            "unit": self.unit or None,
            "since": self.since or None,
        }
