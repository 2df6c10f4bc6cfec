"""Asks other sites whether an address leads somewhere: one request at a time, with a pause, and never an inner network.

The names are looked up first, and the connection goes to the address that was judged: a name that points elsewhere a
moment later leads nowhere else. A proxy for the web is not used; it would look the names up itself.
"""

from __future__ import annotations

import datetime as dt
import errno
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Literal
from urllib.parse import quote, urljoin, urlsplit

IP = IPv4Address | IPv6Address
MOST_REDIRECTS = 5
FIRST_BYTES = "bytes=0-1023"  #: All that is asked for of a page whose server does not answer to HEAD.
REST = dt.timedelta(hours=1)  #: For a host that answers 429 and does not say for how long.
LONGEST_REST = dt.timedelta(days=7)
#: Why nothing answered.
Fault = Literal[
    "", "no-address", "no-name", "no-network", "private", "timeout", "certificate", "no-answer", "redirects"
]
UNREACHED: Fault = "no-network"  #: The fault of a name that could not be looked up now, or of a network that is down.
_TOO_MANY, _UNAVAILABLE = 429, 503
_REDIRECTS = (301, 302, 303, 307, 308)
_FOR_GOOD = (301, 308)
_NO_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
_DOWN = (errno.ENETUNREACH, errno.ENETDOWN)
_SIGNS = "/%:@!$&'()*+,;=~"  #: That stand in paths as they are (RFC 3986, section 3.3), and what is encoded already.
_NAT64 = IPv6Network("64:ff9b::/96")  #: An IPv4 address stands in its last 32 bits (RFC 6052).


def is_public(address: IP) -> bool:
    """Whether *address* is one of the internet's: no loopback, link-local, private or other special network.

    An IPv6 address that carries one of IPv4 is as public as that.
    """
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner:
            return is_public(inner)
    return address.is_global and not address.is_multicast


@dataclass(frozen=True, slots=True)
class Manners:
    """How others are asked."""

    agent: str  #: What the request says that it comes from.
    pause: float = 1.0  #: Seconds between two requests to a host.
    seconds: float = 10.0  #: For each step of a request; twice that for all of it.
    allows: Callable[[IP], bool] = is_public  #: Which addresses may be asked.


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of asking for an address."""

    host: str = ""  #: Of the last request.
    status: int = 0  #: That of HTTP; 0 when nothing answered.
    fault: Fault = ""  #: Why nothing answered.
    moved: str = ""  #: Where it has moved for good, when that answers.
    rest: dt.timedelta | None = None  #: For how long the host wants to be left alone.


class _Unanswered(Exception):
    """There is no answer."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class _Response:
    status: int
    location: str = ""
    retry: str = ""


class Asker:
    """Asks for one address after another, as *manners* say."""

    def __init__(self, manners: Manners) -> None:
        self._manners = manners
        self._last: dict[str, float] = {}
        self._tls = ssl.create_default_context()

    def ask(self, address: str) -> Reply:
        """Whether *address* leads somewhere: HEAD, and GET of a little when that is not answered well."""
        here, moved, for_good = address, "", True
        reply = Reply()
        try:
            for _ in range(MOST_REDIRECTS + 1):
                here = _normal(here)
                reply = Reply(host=urlsplit(here).hostname or "")
                response = self._answer(here)
                rest = _rest(response)
                if rest:
                    return replace(reply, status=response.status, rest=rest)
                if response.status not in _REDIRECTS or not response.location:
                    return replace(reply, status=response.status, moved=moved if response.status < 300 else "")
                for_good = for_good and response.status in _FOR_GOOD
                here = _joined(here, response.location)
                moved = here if for_good else moved
        except _Unanswered as unanswered:
            return replace(reply, fault=unanswered.fault)
        return replace(reply, fault="redirects")

    def _answer(self, address: str) -> _Response:
        response = self._request("HEAD", address)
        if response.status >= 400 and not _rest(response):  # Many servers answer HEAD alone with a fault.
            response = self._request("GET", address)
        return replace(response, status=200) if response.status == 416 else response  # It is there, and empty.

    def _request(self, method: str, address: str) -> _Response:
        parts = urlsplit(address)
        host, secure = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        self._wait(host)
        try:
            with (
                self._connected(host, port, secure) as sock,
                closing(self._connection(host, port, secure)) as connection,
            ):
                connection.sock = sock
                target = f"{parts.path}?{parts.query}" if parts.query else parts.path
                headers = {"User-Agent": self._manners.agent, "Accept": "*/*", "Connection": "close"}
                asked = {"Range": FIRST_BYTES} if method == "GET" else {}
                connection.request(method, target, headers={**headers, **asked})
                with closing(connection.getresponse()) as got:
                    return _Response(got.status, got.getheader("Location", ""), got.getheader("Retry-After", ""))
        except ssl.SSLCertVerificationError as error:
            raise _Unanswered("certificate") from error
        except TimeoutError as error:
            raise _Unanswered("timeout") from error
        except OSError as error:
            raise _Unanswered(UNREACHED if error.errno in _DOWN else "no-answer") from error
        except http.client.HTTPException as error:
            raise _Unanswered("no-answer") from error
        except ValueError as error:  # A name that no certificate can be for.
            raise _Unanswered("no-address") from error
        finally:
            self._last[host] = time.monotonic()

    def _connection(self, host: str, port: int, secure: bool) -> http.client.HTTPConnection:
        if secure:
            return http.client.HTTPSConnection(host, port, context=self._tls)
        return http.client.HTTPConnection(host, port)

    def _wait(self, host: str) -> None:
        since = time.monotonic() - self._last.get(host, -self._manners.pause)
        time.sleep(max(0.0, self._manners.pause - since))

    @contextmanager
    def _connected(self, host: str, port: int, secure: bool) -> Iterator[socket.socket]:
        """A connection to *host*, cut when a request has taken too long: a server may send a sign now and then."""
        sock = self._socket(host, port)
        if secure:
            sock = self._tls.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
        cut = threading.Event()
        timer = threading.Timer(2 * self._manners.seconds, _cut, (sock, cut))
        timer.daemon = True
        timer.start()
        try:
            if isinstance(sock, ssl.SSLSocket):
                sock.do_handshake()
            yield sock
            if cut.is_set():  # What had come looks like the whole.
                raise TimeoutError
        except (OSError, http.client.HTTPException):
            if cut.is_set():
                raise TimeoutError from None
            raise
        finally:
            timer.cancel()
            sock.close()

    def _socket(self, host: str, port: int) -> socket.socket:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except socket.gaierror as error:
            raise _Unanswered("no-name" if error.errno in _NO_NAME else UNREACHED) from error
        if not all(self._manners.allows(ip_address(str(one[4][0]))) for one in found):
            raise _Unanswered("private")
        first = {one[0]: str(one[4][0]) for one in reversed(found)}  # One of IPv6 and one of IPv4.
        failure = OSError(errno.EHOSTUNREACH, "no address")
        for number in reversed(first.values()):
            try:
                return socket.create_connection((number, port), self._manners.seconds)
            except OSError as error:
                failure = error
        raise failure


def _cut(sock: socket.socket, cut: threading.Event) -> None:
    cut.set()
    with suppress(OSError):  # That of TLS would forget what the other thread reads from.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _normal(address: str) -> str:
    """*address* as it is asked for: in ASCII, without a log-in and an anchor.

    Raises:
        _Unanswered: If it is no address on the web.
    """
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError as error:
        raise _Unanswered("no-address") from error
    if parts.scheme not in ("http", "https") or not host:
        raise _Unanswered("no-address")
    host = f"[{host}]" if ":" in host else quote(host, safe="")
    query = f"?{quote(parts.query, safe=_SIGNS + '?')}" if parts.query else ""
    return f"{parts.scheme}://{host}{port}{quote(parts.path, safe=_SIGNS) or '/'}{query}"


def _joined(here: str, location: str) -> str:
    """Where *location*, as headers are read, leads from *here*."""
    try:
        return _normal(urljoin(here, location.encode("latin-1").decode(errors="replace").strip()))
    except ValueError as error:
        raise _Unanswered("no-address") from error


def _rest(response: _Response) -> dt.timedelta | None:
    """For how long a server that answers *response* is to be left alone; None when it is not."""
    if response.status != _TOO_MANY and not (response.status == _UNAVAILABLE and response.retry):
        return None
    said = response.retry.strip()
    asked = REST
    with suppress(ValueError, TypeError, OverflowError):
        if said.isascii() and said.isdecimal():
            asked = dt.timedelta(seconds=min(int(said), LONGEST_REST.total_seconds()))
        elif said:
            asked = parsedate_to_datetime(said) - dt.datetime.now(dt.UTC)
    return min(max(asked, dt.timedelta(seconds=1)), LONGEST_REST)
