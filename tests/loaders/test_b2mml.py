"""What a rejected response keeps and touches: nothing of a person, and everything that it names."""

from __future__ import annotations

from pathlib import Path

from loaders import Rejected, plan
from tests.support.loading import file

RESPONSE = """
<OperationsPerformance xmlns="http://www.mesa.org/xml/B2MML"><OperationsResponse>
<OperationsRequestID>MO-1</OperationsRequestID>
<SegmentResponse><ID>10</ID>
<PersonnelActual><PersonID>Jane Doe</PersonID></PersonnelActual>
<MaterialActual><MaterialDefinitionID>A</MaterialDefinitionID><MaterialLotID>A1</MaterialLotID>
<MaterialUse>Lent</MaterialUse></MaterialActual>
<MaterialActual><MaterialDefinitionID>B</MaterialDefinitionID><MaterialLotID>B1</MaterialLotID>
<MaterialSubLotID>1</MaterialSubLotID><MaterialUse>Consumed</MaterialUse></MaterialActual>
<MaterialActual><MaterialDefinitionID>C</MaterialDefinitionID><MaterialUse>Consumed</MaterialUse></MaterialActual>
</SegmentResponse></OperationsResponse></OperationsPerformance>
"""


def test_a_rejected_response_touches_all_it_names_and_names_nobody(tmp_path: Path) -> None:
    path = file(tmp_path / "performance.xml", *RESPONSE.strip().splitlines())
    (source,) = plan([path], profile="b2mml", namespace="n")
    (found,) = source.outcomes()
    assert isinstance(found, Rejected)
    assert found.touches == (
        "step:n/production/MO-1",
        "lot:n/A/A1",
        "lot:n/B/B1",
        "lot:n/B/B1%2F1",
        "material:n/C",
    )
    assert "Jane" not in found.raw
    assert "<MaterialLotID>A1</MaterialLotID>" in found.raw
