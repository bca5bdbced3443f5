"""The papers that regulators want, declared as data and filled from a case."""

from typing import Final

from quality.packs.declare import Pack
from quality.packs.eu import EU_ART_87, EU_FSCA, EU_FSN
from quality.packs.fda_7_53 import FDA_7_53
from quality.packs.fda_803 import FDA_803
from quality.packs.fda_806 import FDA_806
from quality.packs.nmpa import NMPA_NOTICE, NMPA_PLAN, NMPA_SUMMARY, NMPA_TABLE

PACKS: Final[dict[str, Pack]] = {
    pack.id: pack
    for pack in (
        FDA_806,
        FDA_7_53,
        FDA_803,
        EU_FSCA,
        EU_FSN,
        EU_ART_87,
        NMPA_NOTICE,
        NMPA_TABLE,
        NMPA_PLAN,
        NMPA_SUMMARY,
    )
}
"""All of them by their id."""
