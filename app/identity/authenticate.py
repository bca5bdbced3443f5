"""Who asks, from what a request brings: a key of a program, a session, a token of the identity provider.

Promises: as soon as the ledger has an account, or a provider is configured, or the server can be reached from
other machines, every request needs a credential; what the account may do is read from the ledger for each of
them, so a role that was taken away and an account that was closed hold at once. A refusal is recorded, then
told. A cookie counts only with the header X-Lotgraph: no page elsewhere can send that.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.asker import EVERYTHING, Asker
from app.errors import Refused
from app.identity import api_keys, sessions
from app.identity.accounts import key_of
from app.identity.desk import Desk
from app.identity.errors import NotAuthenticated, NotPermitted, TokenRefused, token_refused
from app.identity.tokens import Claims, Tokens
from graph_model.policy import Permission
from graph_store.accounts import account, has_accounts
from graph_store.security_log import Kind
from graph_store.vault import Session
from quality.words import Words, said

NO_ACCOUNT, CLOSED = "no such account", "account closed"
NOT_BEARER, NO_PROVIDER = "no bearer token", "no provider of such tokens is configured"
NOTHING = "no credential"
NO_HEADER = "cookie without the header X-Lotgraph"


@dataclass(frozen=True, slots=True)
class Presented:
    """What a request brings. `address` is where it comes from."""

    authorization: str = ""
    cookie: str = ""
    from_page: bool = False
    """Whether it has the header that only our own pages send."""
    address: str = ""


@dataclass(frozen=True, slots=True)
class _Seen:
    """Who asks, and what ends with DELETE /session."""

    asker: Asker
    session: Session | None = None
    claims: Claims | None = None


class Authenticator:
    """Asks for credentials at one desk."""

    def __init__(self, desk: Desk, tokens: Tokens | None = None, *, always: bool = False) -> None:
        self.desk = desk
        self._tokens = tokens
        self._needs = always or tokens is not None

    def asker(self, presented: Presented) -> Asker:
        """Who asks; `EVERYTHING` where nobody needs to say it."""
        if not self._is_needed():
            return EVERYTHING
        return self._seen(presented).asker

    def require(self, asker: Asker, permission: Permission, *, address: str) -> None:
        """Refuse and record where the asker may not do this."""
        if asker.may(permission):
            return
        self.desk.record(Kind.PERMISSION_REFUSED, asker.account, address, f"needs {permission}")
        raise NotPermitted(
            said(
                "the account may not do this; it needs the permission {permission}",
                "该账户无权执行此操作；需要权限 {permission}",
                permission=str(permission),
            ),
            Words(
                "Ask an administrator for a role that has it: docs/access.md.",
                "请向管理员申请具有该权限的角色：docs/access.md。",
            ),
        )

    def end(self, presented: Presented) -> None:
        """End the session or the provider's token that is presented."""
        seen = self._seen(presented)
        if seen.session is not None:
            sessions.end(self.desk, seen.session, address=presented.address)
        elif seen.claims is not None:
            self._end_token(seen.claims, seen.asker, presented)
        else:
            raise Refused("a key of a program is no session", "Revoke it: lotgraph api-key revoke ID.")

    @property
    def is_needed(self) -> bool:
        """Whether every request needs a credential."""
        return self._is_needed()

    def of_claims(self, claims: Claims) -> Asker:
        """The account that a token of the provider names, if it is there and active."""
        return self._known(key_of(claims.login))

    def _is_needed(self) -> bool:
        # Accounts are never taken out of a ledger, so what was needed once is needed for ever.
        self._needs = self._needs or has_accounts(self.desk.store)
        return self._needs

    def _seen(self, presented: Presented) -> _Seen:
        if not (presented.authorization or presented.cookie):
            self.desk.record(Kind.REQUEST_REFUSED, address=presented.address, detail=NOTHING)
            raise NotAuthenticated(
                NOTHING,
                Words("this server answers only who signs in", "此服务器只答复已登录者"),
                Words(
                    "Send Authorization: Bearer with a key (`lotgraph api-key new`), or POST /session first.",
                    "请发送带密钥的 Authorization: Bearer（`lotgraph api-key new`），或先 POST /session。",
                ),
            )
        try:
            seen = self._looked_at(presented)
        except TokenRefused as refused:
            self.desk.record(Kind.TOKEN_REFUSED, refused.account, presented.address, refused.reason)
            raise token_refused(refused) from refused
        finally:
            self.desk.record_clock(presented.address)
        return seen

    def _looked_at(self, presented: Presented) -> _Seen:
        token = _token(presented)
        if token.startswith(api_keys.PREFIX):
            key = api_keys.use(self.desk, token)
            return _Seen(self._known(key.account, frozenset(key.scopes)))
        if token.startswith(sessions.PREFIX):
            session = sessions.use(self.desk, token)
            return _Seen(self._known(session.account), session=session)
        if self._tokens is None:
            raise TokenRefused(NO_PROVIDER)
        claims = self._tokens.read(token, self.desk.clock.now())
        asker = self.of_claims(claims)
        if self.desk.vault.session(claims.id) is not None:
            raise TokenRefused(sessions.ENDED, asker.account)
        return _Seen(asker, claims=claims)

    def _known(self, key: str | None, scopes: frozenset[str] | None = None) -> Asker:
        found = account(self.desk.store, key) if key else None
        if found is None:
            raise TokenRefused(NO_ACCOUNT)
        if not found.is_active:
            raise TokenRefused(CLOSED, found.key)
        permissions = found.permissions
        if scopes is not None:
            permissions = frozenset(p for p in permissions if p in scopes)
        return Asker(found.key, permissions, found.sites)

    def _end_token(self, claims: Claims, asker: Asker, presented: Presented) -> None:
        """Remember the token as a session that has ended, for as long as it would live."""
        now = self.desk.clock.mark()
        self.desk.vault.put_session(Session(claims.id, asker.account, now, now, claims.expires, now))
        self.desk.record(Kind.SESSION_ENDED, asker.account, presented.address)


def _token(presented: Presented) -> str:
    if not presented.authorization:
        if not presented.from_page:
            raise TokenRefused(NO_HEADER)
        return presented.cookie
    scheme, _, token = presented.authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise TokenRefused(NOT_BEARER)
    return token.strip()
