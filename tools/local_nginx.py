"""A real nginx on loopback with the shipped configuration; only ports, paths and the certificate are replaced."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kunskapsbank.hosting.servers import ROOT

SHIPPED = Path(__file__).resolve().parent.parent / "deploy" / "nginx.conf"
HOST = "kunskapsbanken.example"
PATIENCE = 10  #: Seconds for nginx to begin to answer.
MAIN = """\
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


@dataclass(frozen=True)
class Served:
    """Where a running nginx answers."""

    http: int  #: Port.
    https: int  #: Port; the certificate is made for the occasion.
    log: Path  #: What nginx complains of.

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
    program = Path(os.environ.get("NGINX") or shutil.which("nginx") or "/usr/sbin/nginx")
    served = Served(_free_port(), _free_port(), work / "error.log")
    _make_certificate(work)
    (work / "site.conf").write_text(_localised(site, work, served, brotli), encoding="utf-8")
    (work / "nginx.conf").write_text(_main(program, work, brotli), encoding="utf-8")
    command = [str(program), "-c", str(work / "nginx.conf"), "-p", str(work), "-e", str(served.log)]
    process = subprocess.Popen(command, env=environment(program), stderr=subprocess.PIPE, text=True)
    try:
        _wait_for(process, served.https)
        yield served
    finally:
        process.terminate()
        process.wait()


def _localised(site: Path, work: Path, served: Served, brotli: bool) -> str:
    text = SHIPPED.read_text(encoding="utf-8")
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
    for shipped, local in replacements.items():
        if shipped not in text:
            raise RuntimeError(f"{SHIPPED.name} holds no {shipped}")
        text = text.replace(shipped, local)
    return text


def _main(program: Path, work: Path, brotli: bool) -> str:
    root = program.parents[2]  # The system, or where its packages were unpacked.
    module = root / "usr/lib/nginx/modules/ngx_http_brotli_static_module.so"
    return MAIN.format(
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
    libraries = ":".join(map(str, (program.parents[2] / "usr/lib").glob("*-linux-gnu")))
    return {**os.environ, "LD_LIBRARY_PATH": libraries}


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


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait_for(process: subprocess.Popen[str], port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    process.terminate()
    raise RuntimeError(f"nginx did not start: {process.stderr.read() if process.stderr else ''}")
