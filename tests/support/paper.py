"""What a PDF says, read back by another program."""

from __future__ import annotations

import pypdfium2


def pages_of(file: bytes) -> list[str]:
    """The text of each page."""
    with pypdfium2.PdfDocument(file) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def metadata_of(file: bytes) -> dict[str, str]:
    """What it says of itself."""
    with pypdfium2.PdfDocument(file) as document:
        return dict(document.get_metadata_dict())
