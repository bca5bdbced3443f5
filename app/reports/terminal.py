"""A report on the terminal: its parts one after the other, as text."""

from __future__ import annotations

from app.reports.report import Fields, Heading, Paragraph, Report, Table
from app.terminal import out, print_rows


def print_report(report: Report) -> None:
    """All parts, and what they stand on."""
    console = out()
    console.print(report.title, style="bold", markup=False, soft_wrap=True)
    for part in (*report.parts, report.stands_on):
        match part:
            case Heading(text):
                console.print()
                console.print(text, style="bold", markup=False, soft_wrap=True)
            case Paragraph(text):
                console.print(text, markup=False, soft_wrap=True)
            case Fields(pairs):
                console.print()
                for name, text in pairs:
                    console.print(f"{name}: {text}", markup=False, soft_wrap=True)
            case Table(columns, lines):
                print_rows([column.title for column in columns], [tuple(line) for line in lines])
