"""Real web servers on loopback with the shipped configurations; only ports, paths and the certificate are replaced."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from kunskapsbank.hosting.servers import ROOT

SHIPPED = Path(__file__).resolve().parent.parent / "deploy"
HOST = "kunskapsbanken.example"
PATIENCE = 10  #: Seconds for a server to begin to answer.
_NGINX = """\
{modules}
{user}
daemon off;
worker_processes 2;
pid {work}/nginx.pid;
error_log {work}/error.log;
events {{ worker_connections 1024; }}
http {{
    include {types};
    default_type application/octet-stream;
    sendfile on;
    access_log off;
    {temporary}
    include {work}/site.conf;
}}
"""

_APACHE = """\
{modules}
ServerRoot {work}
PidFile {work}/apache.pid
Mutex file:{work}
ErrorLog {work}/error.log
ServerTokens Prod
TypesConfig {types}
Listen 127.0.0.1:{http}
Listen 127.0.0.1:{https}
Include {work}/site.conf
"""
_APACHE_MODULES = "mpm_event authz_core mime dir alias headers rewrite socache_shmcb ssl".split()


@dataclass(frozen=True)
class Served:
    """Where a running server answers."""

    http: int  #: Port.
    https: int  #: Port; the certificate is made for the occasion.
    log: Path  #: What it complains of.

    @property
    def address(self) -> str:
        """Of the site, without a slash at the end."""
        return f"https://127.0.0.1:{self.https}"


@contextmanager
def nginx(site: Path, work: Path, brotli: bool = False) -> Iterator[Served]:
    """Serve *site* with files of its own in *work*; with *brotli*, the line that needs the module is switched on.

    Raises:
        RuntimeError: If nginx does not start; the message is its own.
    """
    program = program_at("NGINX", "nginx")
    served = _prepared(work)
    (work / "site.conf").write_text(_for_nginx(site, work, served, brotli), encoding="utf-8")
    (work / "nginx.conf").write_text(_main(program, work, brotli), encoding="utf-8")
    with _running([program, "-c", work / "nginx.conf", "-p", work, "-e", served.log], served):
        yield served


@contextmanager
def nginx_before(room: int, work: Path, https: int = 0) -> Iterator[Served]:
    """Stand before the editing room at the port *room*, with files of its own in *work*, as :func:`nginx`.

    *https*: the port, when the room must know it.
    """
    program = program_at("NGINX", "nginx")
    served = _prepared(work)
    served = replace(served, https=https or served.https)
    name = f"redaktion.{HOST}"
    replacements = {
        "listen 80;": f"listen 127.0.0.1:{served.http};",
        "listen [::]:80;": "",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{served.https} ssl http2;",
        "listen [::]:443 ssl http2;": "",
        f"/etc/ssl/certs/{name}.pem": f"{work}/cert.pem",
        f"/etc/ssl/private/{name}.key": f"{work}/key.pem",
        "/var/log/nginx/redaktion.log": f"{work}/access.log",
        "http://127.0.0.1:8001": f"http://127.0.0.1:{room}",
    }
    (work / "site.conf").write_text(_localised("redaktion.nginx.conf", replacements), encoding="utf-8")
    (work / "nginx.conf").write_text(_main(program, work, False), encoding="utf-8")
    with _running([program, "-c", work / "nginx.conf", "-p", work, "-e", served.log], served):
        yield served


@contextmanager
def apache(site: Path, work: Path) -> Iterator[Served]:
    """Serve *site* with Apache, as :func:`nginx`."""
    program = program_at("APACHE2", "apache2", "httpd")
    served = _prepared(work)
    root = program.parents[2]  # The system, or where its packages were unpacked.
    folder = root / "usr/lib/apache2/modules"
    (work / "site.conf").write_text(_for_apache(site, work, served), encoding="utf-8")
    (work / "apache.conf").write_text(
        _APACHE.format(
            work=work,
            http=served.http,
            https=served.https,
            types=root / "etc/mime.types",
            modules="\n".join(f"LoadModule {one}_module {folder}/mod_{one}.so" for one in _APACHE_MODULES),
        ),
        encoding="utf-8",
    )
    with _running([program, "-f", work / "apache.conf", "-DFOREGROUND", "-E", served.log], served):
        yield served


@contextmanager
def caddy(site: Path, work: Path) -> Iterator[Served]:
    """Serve *site* with Caddy, as :func:`nginx`."""
    served = _prepared(work)
    (work / "Caddyfile").write_text(_for_caddy(site, work, served), encoding="utf-8")
    program = program_at("CADDY", "caddy")
    command: list[str | Path] = [program, "run", "--adapter", "caddyfile", "--config", str(work / "Caddyfile")]
    with _running(command, served, XDG_DATA_HOME=str(work), XDG_CONFIG_HOME=str(work)):
        yield served


def program_at(variable: str, *names: str) -> Path:
    """A server, as told in the environment or found.

    Raises:
        RuntimeError: If there is none.
    """
    path = f"{os.environ['PATH']}:/usr/sbin:/sbin"
    found = os.environ.get(variable) or next(filter(None, (shutil.which(name, path=path) for name in names)), "")
    if not found:
        raise RuntimeError(f"{names[0]} is missing")
    return Path(found)


def _prepared(work: Path) -> Served:
    """Two ports and a certificate for a server that keeps its files in *work*."""
    work.mkdir(exist_ok=True)
    _make_certificate(work)
    return Served(free_port(), free_port(), work / "error.log")


@contextmanager
def _running(command: Sequence[str | Path], served: Served, **more: str) -> Iterator[None]:
    environ = {**environment(Path(command[0])), **more}
    with (served.log.parent / "stderr.log").open("w+", encoding="utf-8") as said:
        process = subprocess.Popen(list(map(str, command)), env=environ, stdout=said, stderr=said)
        try:
            wait_for(process, served.https, said)
            yield
        finally:
            process.terminate()
            process.wait()


def _for_nginx(site: Path, work: Path, served: Served, brotli: bool) -> str:
    replacements = {
        "listen 80 default_server;": f"listen 127.0.0.1:{served.http} default_server;",
        "listen [::]:80 default_server;": "",
        "listen 443 ssl http2 default_server;": f"listen 127.0.0.1:{served.https} ssl http2 default_server;",
        "listen [::]:443 ssl http2 default_server;": "",
        "listen 80;": f"listen 127.0.0.1:{served.http};",
        "listen [::]:80;": "",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{served.https} ssl http2;",
        "listen [::]:443 ssl http2;": "",
        f"/etc/ssl/certs/{HOST}.pem": f"{work}/cert.pem",
        f"/etc/ssl/private/{HOST}.key": f"{work}/key.pem",
        f"server_name {HOST};": f"server_name {HOST} 127.0.0.1;",  # Browsers find it by its number.
        ROOT: str(site),
        **({"# brotli_static on;": "brotli_static on;"} if brotli else {}),
    }
    return _localised("nginx.conf", replacements)


def _for_apache(site: Path, work: Path, served: Served) -> str:
    replacements = {
        "*:80>": f"127.0.0.1:{served.http}>",
        "*:443>": f"127.0.0.1:{served.https}>",
        f"/etc/ssl/certs/{HOST}.pem": f"{work}/cert.pem",
        f"/etc/ssl/private/{HOST}.key": f"{work}/key.pem",
        ROOT: str(site),
    }
    return _localised("apache.conf", replacements)


def _for_caddy(site: Path, work: Path, served: Served) -> str:
    replacements = {
        "\n:443 {": f"\n:{served.https} {{\n\tbind 127.0.0.1",
        "\nhttp:// {": "\nhttp:// {\n\tbind 127.0.0.1",
        f"\nhttp://{HOST} {{": f"\nhttp://{HOST} {{\n\tbind 127.0.0.1",
        f"\n{HOST} {{": f"\n{HOST}:{served.https} {{\n\tbind 127.0.0.1\n\ttls {work}/cert.pem {work}/key.pem",
        ROOT: str(site),
    }
    options = f"{{\n\tadmin off\n\thttp_port {served.http}\n\thttps_port {served.https}\n}}\n"
    return options + _localised("Caddyfile", replacements)


def _localised(name: str, replacements: Mapping[str, str]) -> str:
    """The shipped configuration *name* with what differs here."""
    text = (SHIPPED / name).read_text(encoding="utf-8")
    for shipped, local in replacements.items():
        if shipped not in text:
            raise RuntimeError(f"{name} holds no {shipped}")
        text = text.replace(shipped, local)
    return text


def _main(program: Path, work: Path, brotli: bool) -> str:
    root = program.parents[2]  # The system, or where its packages were unpacked.
    module = root / "usr/lib/nginx/modules/ngx_http_brotli_static_module.so"
    return _NGINX.format(
        work=work,
        types=root / "etc/nginx/mime.types",
        modules=f"load_module {module};" if brotli else "",
        user="user root;" if os.geteuid() == 0 else "",  # Its workers are to read a site that only root may read.
        temporary=" ".join(
            f"{name}_temp_path {work}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        ),
    )


def environment(program: Path) -> Mapping[str, str]:
    """What *program* needs to find its libraries where its package was unpacked."""
    root = program.parents[2]
    libraries = [*root.glob("usr/lib/*-linux-gnu"), *root.glob("lib/*-linux-gnu")]
    return {**os.environ, "LD_LIBRARY_PATH": ":".join(map(str, libraries))}


def _make_certificate(work: Path) -> None:
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            f"/CN={HOST}",
            "-keyout",
            work / "key.pem",
            "-out",
            work / "cert.pem",
        ],
        check=True,
        capture_output=True,
    )


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def wait_for(process: subprocess.Popen[bytes], port: int, said: TextIO) -> None:
    """Wait until *process* answers at *port*.

    Raises:
        RuntimeError: If it does not; the message is what *said* holds.
    """
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    process.terminate()
    said.seek(0)
    raise RuntimeError(f"the server did not start: {said.read()}")
