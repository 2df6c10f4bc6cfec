"""Firefox and WebKit as people have them, asked by the commands of the W3C's WebDriver.

One window, two carriers: Firefox is asked over its own Marionette, a WebKit through the driver that comes with it. This
takes no package of Python's, and what runs is what the system has: ``tools/engines.sh`` installs it.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ..conftest import PATIENCE, ended

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  #: The key of an element. Source: WebDriver, section 11.
ENTER = "\ue007"  #: Source: WebDriver, section 17.4.2.
HEIGHT = 800  #: Pixels of a page on the screen, about.
LIBRARIES = Path("/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1")
MINI = LIBRARIES / "MiniBrowser"  #: WebKit's own small browser.
COMMANDS = {
    "Back": "POST /back",
    "ElementClear": "POST /element/{id}/clear",
    "ElementClick": "POST /element/{id}/click",
    "ElementSendKeys": "POST /element/{id}/value",
    "ExecuteScript": "POST /execute/sync",
    "FindElements": "POST /elements",
    "GetCurrentURL": "GET /url",
    "GetElementText": "GET /element/{id}/text",
    "IsElementDisplayed": "GET /element/{id}/displayed",
    "IsElementSelected": "GET /element/{id}/selected",
    "Navigate": "POST /url",
    "Refresh": "POST /refresh",
    "SetWindowRect": "POST /window/rect",
}
"""Commands by their names in Marionette, with their places in WebDriver."""


class Refused(Exception):
    """An engine could not do what it was asked."""


class Carrier(Protocol):
    """What takes commands to an engine."""

    def ask(self, command: str, **values: Any) -> Any:
        """The engine's answer.

        Raises:
            Refused: If that is an error.
        """

    def narrow(self, width: int) -> None:
        """Give the page *width* pixels."""


class Marionette:
    """Asks a Firefox: ``length:[0, number, command, values]``, and back ``length:[1, number, error, result]``."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self._number = 0
        self._read()  # It says first what it is.
        self.ask("NewSession", capabilities={"alwaysMatch": {"unhandledPromptBehavior": "ignore"}})
        self.ask("SetWindowRect", width=1500, height=1100)

    def ask(self, command: str, **values: Any) -> Any:
        """The answer; see :class:`Carrier`."""
        return self._ask(f"WebDriver:{command}", values)

    def narrow(self, width: int) -> None:
        """No window of Firefox is as narrow as a phone: the page gets a part of it."""
        style = (
            f"width:{width}px; min-width:{width}px; max-width:{width}px; min-height:{HEIGHT}px; max-height:{HEIGHT}px"
        )
        self._ask("Marionette:SetContext", {"value": "chrome"})
        self.ask("ExecuteScript", script="gBrowser.selectedBrowser.style = arguments[0]", args=[style])
        self._ask("Marionette:SetContext", {"value": "content"})

    def _ask(self, command: str, values: Any) -> Any:
        self._number += 1
        text = json.dumps([0, self._number, command, values]).encode()
        self._socket.sendall(b"%d:%s" % (len(text), text))
        _, _, error, result = self._read()
        if error:
            raise Refused(f"{command} {values}: {error['message']}")
        return result["value"] if isinstance(result, dict) and result.keys() == {"value"} else result

    def _read(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            length += self._some(1)
        return json.loads(self._some(int(length[:-1])))

    def _some(self, count: int) -> bytes:
        found = b""
        while len(found) < count:
            more = self._socket.recv(count - len(found))
            assert more, "Firefox has gone"
            found += more
        return found


class Driver:
    """Asks a WebKit over HTTP."""

    def __init__(self, port: int, capabilities: dict[str, Any]) -> None:
        root = f"http://127.0.0.1:{port}/session"
        session = _asked("POST", root, {"capabilities": {"alwaysMatch": capabilities}})["sessionId"]
        self._root = f"{root}/{session}"

    def ask(self, command: str, **values: Any) -> Any:
        """The answer; see :class:`Carrier`."""
        method, path = COMMANDS[command].split()
        return _asked(method, self._root + path.format(**values), values)

    def narrow(self, width: int) -> None:
        """Its window holds the page and little more."""
        self.ask("SetWindowRect", x=0, y=0, width=width, height=HEIGHT)

    def end(self) -> None:
        """Close its window."""
        _asked("DELETE", self._root, {})


def _asked(method: str, address: str, values: Any) -> Any:
    data = json.dumps(values).encode() if method == "POST" else None
    try:
        with urllib.request.urlopen(urllib.request.Request(address, data, method=method), timeout=PATIENCE) as answer:
            return json.load(answer)["value"]
    except urllib.error.HTTPError as fault:
        said = json.load(fault)["value"]
        raise Refused(f"{address} {values}: {said['error']} {said['message']}") from None


@dataclass(frozen=True)
class Window:
    """A page in an engine, and what people do there. Elements are named by a CSS selector, and words that they hold."""

    carrier: Carrier
    log: Path  #: What the engine says, faults of scripts too.
    scripts: bool = True  #: Whether those of the page run.

    def open(self, address: str) -> None:
        """Go to *address*."""
        self.carrier.ask("Navigate", url=address)

    def started(self) -> None:
        """Wait until the scripts of the page answer."""
        self.seen("body[data-startad]")

    def address(self) -> str:
        """Where the page is."""
        return str(self.carrier.ask("GetCurrentURL"))

    def run(self, script: str, *values: Any) -> Any:
        """What *script*, the body of a function, returns."""
        return self.carrier.ask("ExecuteScript", script=script, args=values)

    def shown(self, selector: str, words: str = "") -> list[str]:
        """The elements that are seen now; none while one page takes the place of another."""
        try:
            found = [one[ELEMENT] for one in self.carrier.ask("FindElements", using="css selector", value=selector)]
            return [one for one in found if self._holds(one, words)]
        except Refused:
            return []

    def seen(self, selector: str, words: str = "") -> str:
        """The first such element, when it is seen."""
        return until(lambda: next(iter(self.shown(selector, words)), None), f"{selector} {words}".strip())

    def gone(self, selector: str, words: str = "") -> None:
        """Wait until no such element is seen."""
        until(lambda: not self.shown(selector, words), f"no {selector} {words}")

    def press(self, selector: str, words: str = "") -> None:
        """Click; what is off the screen is brought there at once, for WebKit does not wait for a page that glides.

        Nor for one that is not yet drawn where it has come: its click then meets what lay there before.
        """
        element = self.seen(selector, words)
        self.run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", {ELEMENT: element})
        if self.scripts:  # Without them a page is told of no frame that is drawn.
            self.run("return new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        self.carrier.ask("ElementClick", id=element)

    def follow(self, selector: str, words: str = "") -> None:
        """Click, and wait for the page that it leads to: an old WebKit loses what it is asked on the way there."""
        before = self.address()
        self.press(selector, words)
        until(lambda: self.address() != before, f"another page than {before}")

    def write(self, selector: str, words: str) -> None:
        """Type *words* in a field."""
        self.carrier.ask("ElementSendKeys", id=self.seen(selector), text=words)

    def text(self, selector: str) -> str:
        """What an element says."""
        return str(self.carrier.ask("GetElementText", id=self.seen(selector)))

    def ticked(self, selector: str) -> bool:
        """Whether a box is."""
        return bool(self.carrier.ask("IsElementSelected", id=self.seen(selector)))

    def holds(self, selector: str, value: str) -> None:
        """Wait until a field holds *value*."""
        read = "const e = document.querySelector(arguments[0]); return e && e.value"
        until(lambda: self.run(read, selector) == value, f"{selector} with {value}")

    def back(self) -> None:
        """Go back."""
        self.carrier.ask("Back")

    def reload(self) -> None:
        """Load the page anew."""
        self.carrier.ask("Refresh")

    def faults(self) -> list[str]:
        """What scripts have failed with, and what the content security policy has refused."""
        return FAULT.findall(self.log.read_text(encoding="utf-8", errors="replace"))

    def _holds(self, element: str, words: str) -> bool:
        shown = self.carrier.ask("IsElementDisplayed", id=element)
        return bool(shown) and (not words or words in self.carrier.ask("GetElementText", id=element))


FAULT = re.compile(r"^.*(?:JavaScript error: http|CONSOLE (?:JS|SECURITY) ERROR).*$", re.M)


def until(probe: Callable[[], Any], what: str) -> Any:
    """The first answer of *probe* that is something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if answer := probe():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"not seen in {PATIENCE} seconds: {what}")


@contextmanager
def running(command: Sequence[str], log: Path, environment: dict[str, str] | None = None) -> Iterator[None]:
    """Run *command* meanwhile."""
    with log.open("a") as said:
        surroundings = {**os.environ, **(environment or {})}
        with subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, env=surroundings) as process:
            try:
                yield
            finally:
                ended(process)


@contextmanager
def screen(program: str) -> Iterator[str]:
    """A screen that nobody sees; its name."""
    read, write = os.pipe()
    command = [program, "-displayfd", str(write), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as process:
        os.close(write)
        try:
            yield f":{os.read(read, 20).decode().strip()}"
        finally:
            os.close(read)
            ended(process)


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def answers(port: int) -> bool:
    """Whether somebody listens at *port*."""
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def firefox(program: str, folder: Path, scripts: bool = True) -> Iterator[Window]:
    """A Firefox with a profile of its own in *folder*."""
    (folder / "user.js").write_text(
        'user_pref("marionette.port", 0);\nuser_pref("focusmanager.testmode", true);\n'
        f'user_pref("javascript.enabled", {str(scripts).lower()});\n'
    )
    command = [program, "--headless", "--no-remote", "--marionette", "--remote-allow-system-access", "--profile"]
    with running([*command, str(folder)], folder / "sagt", {"HOME": str(folder)}):
        told = folder / "MarionetteActivePort"
        port = until(lambda: told.exists() and told.read_text(), "Firefox")
        yield Window(Marionette(int(port)), folder / "sagt", scripts)


@contextmanager
def webkit(driver: str, screen_program: str, folder: Path, scripts: bool = True) -> Iterator[Window]:
    """WebKit's own small browser, on a screen that nobody sees; its tool bar is small enough for a phone's width."""
    (folder / "gtk-3.0").mkdir()
    small = "* {padding: 0; margin: 0; min-width: 0; min-height: 0; border-width: 0; font-size: 6px}"
    (folder / "gtk-3.0" / "gtk.css").write_text(small)
    with screen(screen_program) as display:
        surroundings = {"DISPLAY": display, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "GDK_BACKEND": "x11"}
        options = ["--automation", "--enable-write-console-messages-to-stdout=true"]
        options += [] if scripts else ["--enable-javascript=false"]
        browser = {"webkitgtk:browserOptions": {"binary": str(MINI), "args": options}}
        with _driven(driver, folder, surroundings, browser) as window:
            yield window


@contextmanager
def old_webkit(driver: str, browser: str, folder: Path, scripts: bool = True) -> Iterator[Window]:
    """A WebKit of 2022, without popover, on no screen at all; 800 pixels wide."""
    options = ["--automation", "--platform=headless", "--enable-write-console-messages-to-stdout=true"]
    options += [] if scripts else ["--enable-javascript=false"]
    wanted = {"wpe:browserOptions": {"binary": browser, "args": options}}
    with _driven(driver, folder, {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}, wanted) as window:
        yield window


@contextmanager
def _driven(driver: str, folder: Path, surroundings: dict[str, str], wanted: dict[str, Any]) -> Iterator[Window]:
    port = free_port()
    with running([driver, f"--port={port}", "--host=127.0.0.1"], folder / "sagt", surroundings):
        until(lambda: answers(port), driver)
        carrier = Driver(port, wanted)
        try:
            yield Window(carrier, folder / "sagt", "--enable-javascript=false" not in str(wanted))
        finally:
            carrier.end()
