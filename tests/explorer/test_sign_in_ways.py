"""The sign-in page fits what is configured: at an identity provider and back over TLS, or nobody can yet."""

from __future__ import annotations

import datetime
import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from playwright.sync_api import Browser, Page, expect

from app.api.server import create_app
from app.identity.desk import Desk
from app.identity.people import NewAccount, open_account
from app.identity.provider import CALLBACK_PATH
from app.settings import Settings
from graph_store.store import Store
from tests.conftest import empty
from tests.explorer.browsing import opened
from tests.explorer.test_pages import breaches
from tests.explorer.words import Words
from tests.support.api import RAW, small_plant
from tests.support.identity import AUDIENCE, HORSE, make_cheap, open_ada
from tests.support.issuer import CLIENT, SECRET, Issuer, issuing


@dataclass
class Scene:
    """A server over TLS and the issuer that it trusts."""

    address: str
    issuer: Issuer


def certify(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    files = folder / "cert.pem", folder / "key.pem"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    return files


@contextmanager
def over_tls(settings: Settings, store: Store, port: int, folder: Path) -> Iterator[None]:
    """A server of the store."""
    certificate, key = certify(folder)
    app = create_app(settings, store=store, beyond_loopback=True)
    config = uvicorn.Config(
        app, port=port, log_level="error", ssl_certfile=str(certificate), ssl_keyfile=str(key)
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield
    server.should_exit = True
    thread.join()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def scene(arcadedb: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """Kim has an account for the provider's tokens, and no password."""
    make_cheap(monkeypatch)
    small_plant().commit(empty(arcadedb))
    desk = Desk.of(arcadedb)
    ada = open_ada(desk)
    open_account(desk, NewAccount("kim", "2", "Kim Li", ["investigator"], external=True), ada)
    (tmp_path / "secret").write_text(SECRET, "utf-8")
    port = free_port()
    redirect = f"https://127.0.0.1:{port}{CALLBACK_PATH}"
    with issuing(redirect) as issuer:
        settings = Settings(
            data_dir=tmp_path,
            oidc_issuer=issuer.address,
            oidc_audience=AUDIENCE,
            oidc_jwks=f"{issuer.address}/jwks",
            oidc_client_id=CLIENT,
            oidc_client_secret_file=tmp_path / "secret",
            oidc_redirect=redirect,
        )
        with over_tls(settings, arcadedb, port, tmp_path):
            yield Scene(f"https://127.0.0.1:{port}/", issuer)


@pytest.fixture
def say(language: str) -> Words:
    return Words(language)


@pytest.fixture
def visitor(browser: Browser, scene: Scene, language: str) -> Iterator[Page]:
    """Somebody who is not signed in."""
    context = opened(browser, scene.address, language=language, ignore_https_errors=True)
    yield context.new_page()
    context.close()


def test_a_link_is_followed_by_way_of_the_provider(visitor: Page, say: Words, scene: Scene) -> None:
    visitor.goto(f"#/trace?key={RAW}&view=table")
    button = visitor.get_by_role("link", name=say("signIn.provider", name="127.0.0.1"))
    expect(visitor.get_by_label(say("signIn.password"))).to_be_visible()
    assert breaches(visitor) == []
    button.focus()
    visitor.keyboard.press("Enter")
    expect(visitor.locator(".summary h1")).to_have_text(RAW)
    assert visitor.url == f"{scene.address}#/trace?key={RAW}&view=table"
    assert visitor.evaluate("[document.cookie, sessionStorage.length]") == ["", 0]
    visitor.reload()
    expect(visitor.locator(".summary h1")).to_have_text(RAW)
    visitor.get_by_role("button", name=say("signIn.out")).click()
    expect(visitor.get_by_role("dialog")).to_be_visible()
    visitor.reload()
    expect(visitor.get_by_role("dialog")).to_be_visible()


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_no_script_has_the_token_where_the_cookie_does(visitor: Page, say: Words) -> None:
    visitor.goto(f"#/trace?key={RAW}")
    visitor.get_by_label(say("signIn.account")).fill("ada")
    visitor.get_by_label(say("signIn.password"), exact=True).fill(HORSE)
    visitor.get_by_role("button", name=say("signIn.go"), exact=True).click()
    out = visitor.get_by_role("button", name=say("signIn.out"))
    expect(visitor.get_by_role("dialog")).to_have_count(0)
    expect(out).to_be_visible()
    assert visitor.evaluate("[document.cookie, sessionStorage.length]") == ["", 0]
    visitor.reload()
    expect(out).to_be_visible()
    out.click()
    expect(visitor.get_by_role("dialog")).to_be_visible()
    visitor.reload()
    expect(visitor.get_by_role("dialog")).to_be_visible()


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_a_link_that_tells_of_a_refusal_stops_nobody_who_is_signed_in(
    visitor: Page, say: Words, scene: Scene
) -> None:
    visitor.goto(f"?sign-in=refused#/trace?key={RAW}")
    expect(visitor.get_by_role("dialog").get_by_role("alert")).to_have_text(say("signIn.refused"))
    visitor.get_by_role("link", name=say("signIn.provider", name="127.0.0.1")).click()
    expect(visitor.locator(".summary h1")).to_have_text(RAW)
    visitor.goto(f"?sign-in=refused#/trace?key={RAW}")
    notice = visitor.locator(".notice")
    expect(notice).to_contain_text(say("signIn.refused"))
    expect(visitor.locator(".summary h1")).to_have_text(RAW)
    expect(visitor.get_by_role("dialog")).to_have_count(0)
    assert visitor.url == f"{scene.address}#/trace?key={RAW}"
    notice.get_by_role("button").click()
    expect(notice).to_have_count(0)


@pytest.mark.parametrize("language", ["en"], indirect=True)
@pytest.mark.parametrize(
    ("word", "claims", "denies"),
    [
        ("noAccount", {"sub": "nobody"}, False),
        ("refused", {"nonce": "another"}, False),
        ("denied", {}, True),
    ],
)
def test_what_went_wrong_there_is_said_on_the_page_that_was_left(
    visitor: Page, say: Words, scene: Scene, word: str, claims: dict[str, str], denies: bool
) -> None:
    scene.issuer.claims |= claims
    scene.issuer.denies = denies
    visitor.goto(f"#/trace?key={RAW}")
    visitor.get_by_role("link", name=say("signIn.provider", name="127.0.0.1")).click()
    expect(visitor.get_by_role("dialog").get_by_role("alert")).to_have_text(say(f"signIn.{word}"))
    assert visitor.url.startswith(f"{scene.address}#/trace")
    scene.issuer.claims |= {"sub": "kim"}
    scene.issuer.claims.pop("nonce", None)
    scene.issuer.denies = False
    visitor.get_by_role("link", name=say("signIn.provider", name="127.0.0.1")).click()
    expect(visitor.locator(".summary h1")).to_have_text(RAW)


def test_where_nobody_has_an_account_yet_the_page_says_what_to_do(
    browser: Browser, arcadedb: Store, tmp_path: Path, say: Words, language: str
) -> None:
    port = free_port()
    with over_tls(Settings(data_dir=tmp_path), empty(arcadedb), port, tmp_path):
        context = opened(browser, f"https://127.0.0.1:{port}/", language=language, ignore_https_errors=True)
        page = context.new_page()
        page.goto(f"#/trace?key={RAW}")
        expect(page.get_by_role("heading", name=say("signIn.nobody"))).to_be_visible()
        expect(page.get_by_label(say("signIn.password"))).to_have_count(0)
        assert breaches(page) == []
        context.close()
