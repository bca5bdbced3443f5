"""The version of the declarations; every commit carries it. It changes with them (see CONTRIBUTING)."""

from typing import Final

MODEL_VERSION: Final = "0005"
