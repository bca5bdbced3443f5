"""Notes on marked records: kept, undone, and part of the scope that is saved."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.explorer.words import Words

SUPPLIED = "lot:plant/RM-1002/000000004"
NOTED = "<b>looked grey</b>"


def test_what_is_noted_of_a_record_goes_with_the_scope(page: Page, language: str) -> None:
    say = Words(language)
    page.goto(f"#/trace?key={SUPPLIED}&row={SUPPLIED}")
    record = page.get_by_role("complementary")
    expect(record.get_by_label(say("record.note"))).to_have_count(0)
    record.get_by_role("button", name=say("record.mark"), exact=True).click()
    note = record.get_by_label(say("record.note"))
    note.fill(NOTED)
    note.blur()
    page.reload()
    expect(record.get_by_label(say("record.note"))).to_have_value(NOTED)
    page.locator(".marked summary").click()
    expect(page.locator(".marked dd")).to_have_text(NOTED)

    page.get_by_role("button", name=say("scopes.save")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label(say("scopes.note"))).to_have_value(f"{SUPPLIED}: {NOTED}")
    dialog.get_by_label(say("scopes.name")).fill(f"grey {language}")
    dialog.get_by_role("button", name=say("save")).click()
    page.get_by_role("link", name=say("scopes.saved", name=f"grey {language}")).click()
    expect(page.locator("bdi.note").first).to_have_text(f"{SUPPLIED}: {NOTED}")


def test_a_note_is_undone_and_done_again(page: Page, language: str) -> None:
    say = Words(language)
    page.goto(f"#/trace?key={SUPPLIED}&row={SUPPLIED}")
    record = page.get_by_role("complementary")
    record.get_by_role("button", name=say("record.mark"), exact=True).click()
    note = record.get_by_label(say("record.note"))
    for text in ("one", "two"):
        note.fill(text)
        note.blur()
    page.get_by_role("button", name=say("undo")).click()
    expect(note).to_have_value("one")
    page.get_by_role("button", name=say("redo")).click()
    expect(note).to_have_value("two")
