"""The camera as a scanner: a real code before a camera that the browser plays from a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.explorer.browsing import Served, chromium, opened, watched
from tests.explorer.words import Words

# The GS1 DataMatrix of (01)09521234001010(17)280107(10)FG-00001(21)00000001.
MODULES = """\
#.#.#.#.#.#.#.#.#.#.#.
##..####.#.#......#..#
#...#.##...#.#####....
#.##..##...#..##....##
###.##...........##...
#.#..#..###.#..###.#.#
#.#...###.##.#.#...##.
#..#.##....#.#.#.#####
##..#.#..#..#.....##..
##..##...####.##..#..#
#..#...#.###.#..#.###.
##..##.#.##.#.#......#
####.#.....######.....
#.#.##...##..###.....#
#.......####..###.....
##.#..##.##....#...#.#
###........##...#.#...
##..#.......##.#..##.#
#...###...###..###..#.
#.#..#.#..#.#.##..##.#
##.......##...#..#.##.
######################
""".splitlines()
WIDTH, HEIGHT, MODULE = 640, 480, 12
WHITE, BLACK, GREY = 235, 16, 128


def film(path: Path) -> Path:
    """Some seconds of the code on white paper, as YUV4MPEG2."""
    code = np.array([[BLACK if module == "#" else WHITE for module in line] for line in MODULES], np.uint8)
    code = np.kron(code, np.ones((MODULE, MODULE), np.uint8))
    light = np.full((HEIGHT, WIDTH), WHITE, np.uint8)
    light[100 : 100 + code.shape[0], 180 : 180 + code.shape[1]] = code
    colour = np.full(HEIGHT * WIDTH // 2, GREY, np.uint8)
    frame = b"FRAME\n" + light.tobytes() + colour.tobytes()
    path.write_bytes(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 10)
    return path


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A Chromium whose camera is a file."""
    file = film(tmp_path_factory.mktemp("camera") / "label.y4m")
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with chromium(*fake, f"--use-file-for-fake-video-capture={file}") as found:
        yield found


def test_what_the_camera_sees_is_found(page: Page, language: str) -> None:
    say = Words(language)
    page.goto("")
    page.get_by_role("button", name=say("camera.open")).press("Enter")
    expect(page.locator(".summary h1")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert "device" in page.url


def test_a_camera_that_is_refused_says_what_to_do(browser: Browser, served: Served) -> None:
    context = opened(browser, served.address)
    page = context.new_page()
    refused = "Promise.reject(new DOMException('no', 'NotAllowedError'))"
    page.add_init_script(f"navigator.mediaDevices.getUserMedia = () => {refused}")
    with watched(page, served.address):
        page.goto("")
        page.get_by_role("button", name="Camera").click()
        expect(page.get_by_role("alert")).to_contain_text(
            "Allow it for this page, or use a scanner that types."
        )
        page.get_by_role("button", name="Close").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
    context.close()


def test_a_page_without_tls_says_why_there_is_no_camera(browser: Browser, served: Served) -> None:
    context = opened(browser, served.address)
    page = context.new_page()
    # As a browser has it on a page of another machine over plain http.
    page.add_init_script("Object.defineProperty(navigator, 'mediaDevices', { value: undefined })")
    with watched(page, served.address):
        page.goto("")
        page.get_by_role("button", name="Camera").click()
        expect(page.get_by_role("alert")).to_contain_text("only to pages over https")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    context.close()
