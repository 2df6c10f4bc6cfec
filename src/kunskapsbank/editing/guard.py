"""Stands before every page of the room: only its own pages, asked for by somebody who is in, get further.

A request is judged before anything of it is read, and read before anything is done with it. What is refused is told in
words that hold nothing of what was sent.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import traceback
from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address
from urllib.parse import quote

from starlette.datastructures import FormData, Headers, MutableHeaders
from starlette.requests import ClientDisconnect, cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..hosting.preview import is_ordinary
from .accounts import same_login
from .bodies import (
    FORM_SECONDS,
    FORMS,
    JSON,
    MAX_DOOR_BYTES,
    MAX_FORM_BYTES,
    MAX_UPLOAD_BYTES,
    UPLOAD_SECONDS,
    Limits,
    again,
    body_of,
    form_in,
    sort_of,
)
from .door import Trusted, door
from .pages import page, refusal
from .policy import ENTER, LOG_IN, LOG_OUT, OPEN, Policy, Refused
from .sessions import Session

LOG = logging.getLogger("kunskapsbank.editing")
METHODS = ("GET", "HEAD", "POST")
CSRF = "csrf"  #: The name of the hidden field, and of the header.
MOST_AT_ONCE = 100  #: Requests that are answered at the same time.
_UPLOADS_AT_ONCE = 4
_FROM_PROXIES = frozenset({b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-real-ip"})
_HIDDEN = (b"%2f", b"%5c", b"%00")  #: Signs that lead elsewhere, in disguise.


def guarded(app: ASGIApp, policy: Policy) -> ASGIApp:
    """*app* behind *policy*: it is asked only by somebody who is in.

    ``scope["state"]`` has ``person`` (:class:`~.people.Person`), ``csrf`` (what its forms must hold) and ``form`` (the
    fields and files of what was sent, read within limits; empty when it is no form).
    """
    return Guard(app, policy)


class Guard:
    """See :func:`guarded`."""

    def __init__(self, app: ASGIApp, policy: Policy) -> None:
        self._app, self._policy, self._door = app, policy, door(policy)
        self._uploads = asyncio.Semaphore(_UPLOADS_AT_ONCE)
        self._busy = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as ASGI asks."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # No socket stays open here.
            await send({"type": "websocket.close", "code": 1008})
            return
        sends = any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"])
        answering = _Answering(send, self._policy.headers(), sends)
        heard = _Hearing(receive, answering)
        self._busy += 1
        try:
            await self._judged(scope, heard, answering)
        except Refused as error:
            await self._told(error, scope, answering)
        except ClientDisconnect:
            pass
        except Exception as error:
            LOG.error("%s %s: %s", scope["method"], quote(scope["path"]), _where(error))
            LOG.debug("", exc_info=error)
            await self._told(Refused(500, "room.failed"), scope, answering)
        finally:
            self._busy -= 1

    async def _told(self, error: Refused, scope: Scope, answering: _Answering) -> None:
        if not answering.begun:
            await refusal(error, self._policy.language, scope)(scope, again(b""), answering)

    async def _judged(self, scope: Scope, receive: Receive, send: _Answering) -> None:
        if self._busy > MOST_AT_ONCE:
            raise Refused(503, "room.too-many-at-once", {"retry-after": "5"})
        policy, headers = self._policy, Headers(scope=scope)
        refuse_foreign(scope, headers, policy)
        path: str = scope["path"]
        told = _told_by_proxy(scope, headers, policy)
        token = cookie_parser(headers.get("cookie", "")).get(policy.cookie, "")
        scope = _cleaned(scope, policy)
        if path in (LOG_IN, ENTER) or path.startswith(OPEN):
            body = await body_of(scope, receive, Limits(MAX_DOOR_BYTES, FORM_SECONDS))
            async with form_in(scope, body) as form:
                await self._door(_with_state(scope, form=form), again(body), send)
            return
        session, new = self._session(token, told)
        if session is None:
            await self._asked_who(scope, headers, ended=bool(token))(scope, receive, send)
            return
        if new:
            send.token = (policy, new)
        await self._inside(scope, receive, send, headers, session)

    def _session(self, token: str, told: str | None) -> tuple[Session | None, str]:
        """The session of whoever asks, and the secret of it when it begins now."""
        sessions, entry = self._policy.sessions, self._policy.entry
        session = sessions.of(token)
        if not isinstance(entry, Trusted):
            return session, ""
        if not told:
            raise Refused(401, "room.not-through-the-proxy")
        if entry.entered(told) is None:
            raise Refused(403, "room.no-account")
        if session and session.person.login == told:
            return session, ""
        sessions.end(token)
        token = sessions.begin(told)
        return sessions.of(token), token

    def _asked_who(self, scope: Scope, headers: Headers, ended: bool) -> Response:
        """What somebody is answered who is not in.

        A browser that follows a link from elsewhere leaves out the session (SameSite=Strict). It is asked to come
        again, from here.
        """
        if scope["method"] == "POST" or headers.get("sec-fetch-mode", "navigate") != "navigate":
            raise Refused(401, "room.not-in")
        address = _address(scope)
        if headers.get("sec-fetch-site", "") in ("cross-site", "same-site") and not ended:
            return page("vidare.html", self._policy.language, address=address)
        return RedirectResponse(f"{LOG_IN}?vidare={quote(address, safe='')}", 303)

    async def _inside(
        self, scope: Scope, receive: Receive, send: _Answering, headers: Headers, session: Session
    ) -> None:
        """Answer somebody who is in."""
        policy = self._policy
        upload = scope["path"].startswith(policy.uploads) and sort_of(scope) == FORMS[1]
        limits = Limits(MAX_UPLOAD_BYTES, UPLOAD_SECONDS) if upload else Limits(MAX_FORM_BYTES, FORM_SECONDS)
        if scope["method"] == "POST" and sort_of(scope) not in (*FORMS, JSON):
            raise Refused(415, "room.no-form")
        async with _Held(self._uploads if upload else None):
            body = await body_of(scope, receive, limits)
            async with form_in(scope, body) as form:
                if scope["method"] == "POST" and not _is_from_its_page(headers, form, session):
                    await _asked_again(scope, form, session, policy)(scope, again(body), send)
                    return
                inside = self._door if scope["path"] == LOG_OUT else self._app
                state = _with_state(scope, person=session.person, csrf=session.csrf, form=form)
                await inside(state, again(body), send)


def refuse_foreign(scope: Scope, headers: Headers, policy: Policy) -> None:
    """Stop a request that names another host, comes from another site, or asks for what is no address.

    Raises:
        Refused: Then.
    """
    hosts = headers.getlist("host")
    if len(hosts) != 1 or hosts[0].lower() not in policy.hosts:
        raise Refused(421, "room.only-here", host=min(policy.hosts))
    if scope["method"] not in METHODS:
        raise Refused(405, "room.no-method", {"allow": ", ".join(METHODS)})
    raw = scope.get("raw_path", b"").lower()
    if not is_ordinary(scope["path"]) or "�" in scope["path"] or any(sign in raw for sign in _HIDDEN):
        raise Refused(404, "room.no-address")
    origins = headers.getlist("origin")
    ours = f"{policy.scheme}://{hosts[0].lower()}"
    if any(one != ours for one in origins) or (scope["method"] == "POST" and not origins):
        raise Refused(403, "room.other-site")
    if not _asks_itself(scope, headers):
        raise Refused(403, "room.other-site")


def _asks_itself(scope: Scope, headers: Headers) -> bool:
    """Whether a page of the room asks, or somebody who opens one (Fetch Metadata Request Headers, W3C)."""
    if headers.get("sec-fetch-site", "") in ("", "same-origin", "none"):
        return True
    opens = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return opens and scope["method"] == "GET"


def _told_by_proxy(scope: Scope, headers: Headers, policy: Policy) -> str | None:
    """The login that a proxy which is believed tells of; a header that anybody else sends is nothing.

    Raises:
        Refused: If it tells of two.
    """
    if not isinstance(policy.entry, Trusted) or _peer(scope) not in policy.proxies:
        return None
    values = headers.getlist(policy.entry.header)
    if len(values) > 1:
        raise Refused(400, "room.not-through-the-proxy")
    return same_login(values[0]) if values else None


def _peer(scope: Scope) -> str:
    """The address at the other end of the connection."""
    return plain_address(scope["client"][0]) if scope.get("client") else ""


def plain_address(text: str) -> str:
    """*text* as addresses are compared; nothing when it is none."""
    try:
        found = ip_address(text.strip())
    except ValueError:
        return ""
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)


def _cleaned(scope: Scope, policy: Policy) -> Scope:
    """*scope* without what only proxies may say, and with who asks as they say it."""
    names = {*_FROM_PROXIES, policy.entry.header.encode()} if isinstance(policy.entry, Trusted) else _FROM_PROXIES
    peer = _peer(scope)
    if peer in policy.proxies:
        tellers = Headers(scope=scope).getlist("x-forwarded-for")
        peer = plain_address(tellers[-1].rpartition(",")[2]) if tellers else peer
    headers = [(name, value) for name, value in scope["headers"] if name not in names]
    return {**scope, "headers": headers, "client": (peer, 0), "scheme": policy.scheme}


def _with_state(scope: Scope, **values: object) -> Scope:
    return {**scope, "state": {**scope.get("state", {}), **values}}


def _is_from_its_page(headers: Headers, form: FormData, session: Session) -> bool:
    """Whether what was sent holds what a page of *session* was given."""
    said = [*headers.getlist(CSRF), *(one for one in form.getlist(CSRF) if isinstance(one, str))]
    return len(said) == 1 and hmac.compare_digest(said[0].encode(), session.csrf.encode())


def _asked_again(scope: Scope, form: FormData, session: Session, policy: Policy) -> Response:
    """A page that shows that what was written is still there, and sends it once more when the person says so.

    Its page was made before the last log-in, or another has led the person here: so nothing is done by itself. That the
    browser sent it from a page of the room is known by then.

    Raises:
        Refused: If a script asks, or it holds a file, which no page can hold, or is no form.
    """
    fields = [(name, value) for name, value in form.multi_items() if name != CSRF]
    reads = "text/html" in Headers(scope=scope).get("accept", "text/html")
    if sort_of(scope) != FORMS[0] or scope["path"] == LOG_OUT or not reads:
        raise Refused(403, "room.old-page")
    return page(
        "igen.html",
        policy.language,
        403,
        path=scope["path"],
        address=_address(scope),
        fields=fields,
        csrf=session.csrf,
        person=session.person,
    )


def _address(scope: Scope) -> str:
    """What was asked for, as it can stand in a link."""
    question = scope["query_string"].decode("latin-1")
    return quote(scope["path"]) + (f"?{quote(question, safe='%=&+')}" if question else "")


def _where(error: BaseException) -> str:
    """What sort of fault *error* is and where: not what it says, which may be a text of somebody's."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__} {place}"


class _Held:
    """A place of a semaphore, if any."""

    def __init__(self, places: asyncio.Semaphore | None) -> None:
        self._places = places

    async def __aenter__(self) -> None:
        if self._places:
            await self._places.acquire()

    async def __aexit__(self, *_: object) -> None:
        if self._places:
            self._places.release()


class _Hearing:
    """Hands on what is received, and tells *answering* when that was all."""

    def __init__(self, receive: Receive, answering: _Answering) -> None:
        self._receive, self._answering = receive, answering

    async def __call__(self) -> Message:
        """The next that is received."""
        message = await self._receive()
        self._answering.heard = not message.get("more_body", False)
        return message


class _Answering:
    """Sends answers on, with the headers that every answer has; a policy that an answer has already is its own."""

    def __init__(self, send: Send, headers: Mapping[str, str], sends: bool) -> None:
        self._send, self._headers = send, headers
        self.begun = False
        self.heard = not sends  #: Whether all that was sent has been read; else nothing more is heard here.
        self.token: tuple[Policy, str] | None = None  #: A session that begins with this answer.

    async def __call__(self, message: Message) -> None:
        """Send *message* on."""
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            for name, value in self._headers.items():
                headers.setdefault(name, value)
            if not self.heard:
                headers["connection"] = "close"
            if self.token:
                policy, token = self.token
                given = policy.give(Response(), token)
                headers.append("set-cookie", given.headers["set-cookie"])
        await self._send(message)
