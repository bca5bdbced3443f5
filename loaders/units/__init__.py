"""Units of the sources in units of ours: quantities that flow, and values that were measured.

`codes/*.toml` holds the tables, docs/units.md shows them. Nothing here is rounded, and nothing is taken
as it is: a code that no table has is rejected.
"""

from loaders.units.measures import Measured, difference, in_unit, measure_of, measured, particles_at
from loaders.units.quantities import Quantity, Units, unit_of
from loaders.units.tables import Unit, systems

__all__ = [
    "Measured",
    "Quantity",
    "Unit",
    "Units",
    "difference",
    "in_unit",
    "measure_of",
    "measured",
    "particles_at",
    "systems",
    "unit_of",
]
