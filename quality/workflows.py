"""The workflows of a device maker, from receipt to recall: docs/workflow.md is made from this table.

Promises: every record that is decided on has one, and no stage is reached in another way. What a source
reported stands in `reported` until somebody here decides on it.
"""

from __future__ import annotations

from typing import Final

from quality.field_workflows import (
    ADVERSE_EVENT,
    CAPA,
    COMPLAINT,
    NONCONFORMITY,
    RECALL,
    RETURN,
    SERVICE,
)
from quality.plant_workflows import (
    DEVICE,
    HOLD,
    INSPECTION,
    LOT,
    MEASUREMENT,
    QUALIFICATION,
    READING,
    RECEIPT,
    RELEASE,
    SHIPMENT,
)

WORKFLOWS: Final = (
    RECEIPT,
    QUALIFICATION,
    INSPECTION,
    MEASUREMENT,
    LOT,
    DEVICE,
    READING,
    RELEASE,
    HOLD,
    SHIPMENT,
    RETURN,
    SERVICE,
    COMPLAINT,
    ADVERSE_EVENT,
    NONCONFORMITY,
    CAPA,
    RECALL,
)
BY_LABEL: Final = {workflow.label: workflow for workflow in WORKFLOWS}
