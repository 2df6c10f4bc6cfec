"""What the locked packages are and under which licences, written to two files that `make lock` keeps current.

``docs/om/sbom.cdx.json`` lists what builds the site (CycloneDX 1.6), and is published with it. It names no time and no
serial number, so the same lock gives the same bytes. ``LICENSES-THIRD-PARTY.md`` lists that and what the tests use.

Usage: inventory.py, where requirements/test.txt is installed.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from functools import cache
from importlib import metadata
from pathlib import Path
from zipfile import ZipFile

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.bom_ref import BomRef
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.dependency import Dependency
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from license_expression import get_spdx_licensing
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
SITE, TEST, LOCK, SOAK = (ROOT / "requirements" / f"{name}.txt" for name in ("site", "test", "lock", "soak"))
ALL = (TEST, LOCK, SOAK)  #: The lock for tests holds all of the lock for building.
SBOM = ROOT / "docs" / "om" / "sbom.cdx.json"
LICENCES = ROOT / "LICENSES-THIRD-PARTY.md"

#: What a package may be under: all let us use it unchanged to build a site under other terms.
ACCEPTED = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC-BY-SA-4.0",
        "CNRI-Python",
        "ISC",
        "LGPL-3.0-only",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "MPL-1.1",
        "MPL-2.0",
        "OFL-1.1",
        "PSF-2.0",
        "Unlicense",
        "W3C-20150513",
    }
)
#: What older metadata calls a licence -> its SPDX name. "BSD" alone does not say which, so it is not here.
WRITTEN = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
#: Packages whose metadata does not tell, with what the licence file in them says.
READ_IN_THE_FILE = {
    "atheris": "Apache-2.0",
    "axe-playwright-python": "MIT",
    "chunspell": "MIT AND MPL-1.1",  # Hunspell in it is under MPL 1.1, LGPL 2.1 or GPL 2.0, as one chooses.
    "cobble": "BSD-2-Clause",  # Its README says so; there is no file.
    "colorama": "BSD-3-Clause",
    "dulwich": "Apache-2.0",  # Or GPL-2.0-or-later, as one likes.
    "itsdangerous": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "locate": "MIT",
    "pypdfium2": "Apache-2.0 AND BSD-3-Clause",  # The libraries in it have terms of their own, told in its wheel.
    "python-dateutil": "Apache-2.0 AND BSD-3-Clause",
    "segno": "BSD-3-Clause",
    "webencodings": "BSD-3-Clause",
    "wordfreq": "Apache-2.0 AND CC-BY-SA-4.0",  # The word counts in it have terms of their own; see its README.
}


_spdx = cache(get_spdx_licensing)


@dataclass(frozen=True, order=True)
class Locked:
    """One package of a lock."""

    name: str
    version: str
    marker: str  #: Which Pythons and platforms it is for; empty for all.
    hashes: tuple[str, ...]  #: SHA-256 of each of its files, hexadecimal.

    @property
    def pinned(self) -> str:
        """As a requirement of that very version, for any platform."""
        return f"{self.name}=={self.version}"


def locked(file: Path) -> list[Locked]:
    """The packages of a lock, sorted."""
    lines = file.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    return sorted(_locked(line) for line in lines if "==" in line)


def _locked(line: str) -> Locked:
    requirement = Requirement(line.partition(" --hash")[0])
    [pin] = requirement.specifier
    return Locked(
        requirement.name,
        pin.version,
        str(requirement.marker or ""),
        tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", line)),
    )


@cache
def package_metadata(package: Locked) -> Message | metadata.PackageMetadata:
    """The package's own description: as installed, or out of its wheel when it is for other Pythons than this.

    Raises:
        subprocess.CalledProcessError: If the wheel cannot be fetched, or has another hash.
    """
    try:
        installed = metadata.metadata(package.name)
        if installed["Version"] == package.version:
            return installed
    except metadata.PackageNotFoundError:
        pass
    return _fetched(package)


def _fetched(package: Locked) -> Message:
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder, "wanted.txt")
        wanted.write_text(f"{package.pinned} {' '.join(f'--hash=sha256:{h}' for h in package.hashes)}\n")
        subprocess.run(
            [
                sys.executable,
                "-m",
                "pip",
                "download",
                "--quiet",
                "--no-deps",
                "--only-binary",
                ":all:",
                "--require-hashes",
                "--ignore-requires-python",
                "-d",
                folder,
                "-r",
                str(wanted),
            ],
            check=True,
        )
        [wheel] = Path(folder).glob("*.whl")
        with ZipFile(wheel) as files:
            [name] = [n for n in files.namelist() if n.endswith(".dist-info/METADATA")]
            return message_from_bytes(files.read(name))


def licence_of(package: Locked) -> str:
    """The SPDX expression of a package; what we have read in its file needs no fetching.

    Raises:
        ValueError: As :func:`licence`.
    """
    return READ_IN_THE_FILE.get(package.name) or licence(package.name, package_metadata(package))


def licence(name: str, described: Message | metadata.PackageMetadata) -> str:
    """The SPDX expression that a package called *name* tells itself.

    Raises:
        ValueError: If it has none that we accept; the message says what to do.
    """
    found = _field(described, "License-Expression") or _written(described)
    keys = _spdx().license_keys(found or "")
    if not keys or not ACCEPTED.issuperset(keys):
        raise ValueError(
            f"{name}: licence {found or 'unknown'}. Read the licence file in the package; then add it to "
            "ACCEPTED or READ_IN_THE_FILE in tools/inventory.py, or do without the package."
        )
    return str(found)


def _field(described: Message | metadata.PackageMetadata, name: str) -> str:
    """What *described* says under *name*, empty without it: the backport of importlib.metadata raises KeyError."""
    return str((described.get_all(name) or ("",))[0])


def _written(described: Message | metadata.PackageMetadata) -> str | None:
    """The licence by its old field or by its classifiers, when they name one and the same."""
    field = _field(described, "License")
    named = {WRITTEN.get(field, field)} & ACCEPTED or {
        WRITTEN.get(text.rpartition(" :: ")[2], "")
        for text in described.get_all("Classifier") or ()
        if text.startswith("License :: OSI Approved :: ")
    }
    return " AND ".join(sorted(named)) or None


def dependencies(described: Message | metadata.PackageMetadata) -> Iterator[str]:
    """The names of the packages that one needs on some platform; extras are left out."""
    for line in described.get_all("Requires-Dist") or ():
        requirement = Requirement(line)
        if "extra ==" not in str(requirement.marker or ""):
            yield canonicalize_name(requirement.name)


def sbom(packages: Iterable[Locked]) -> str:
    """A CycloneDX bill of materials of *packages* as JSON; the same packages give the same text."""
    described = {package: package_metadata(package) for package in packages}
    components = {package: _component(package, licence_of(package)) for package in described}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    root = Component(
        name=project["name"],
        version=project["version"],
        type=ComponentType.APPLICATION,
        bom_ref=project["name"],
        licenses=[LicenseExpression(project["license"])],
    )
    bom = Bom(components=components.values())
    bom.serial_number = bom.metadata.timestamp = None  # type: ignore[assignment]
    bom.metadata.component = root
    needs: dict[BomRef, set[str]] = {
        root.bom_ref: {canonicalize_name(Requirement(line).name) for line in project["dependencies"]},
        **{components[p].bom_ref: set(dependencies(found)) for p, found in described.items()},
    }
    bom.dependencies = [
        Dependency(ref, [Dependency(c.bom_ref) for p, c in components.items() if p.name in names])
        for ref, names in needs.items()
    ]
    return JsonV1Dot6(bom).output_as_string(indent=1) + "\n"


def _component(package: Locked, expression: str) -> Component:
    url = PackageURL("pypi", None, package.name, package.version)
    return Component(
        name=package.name,
        version=package.version,
        type=ComponentType.LIBRARY,
        purl=url,
        bom_ref=str(url),
        licenses=[LicenseExpression(expression)],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one) for one in package.hashes],
        properties=[Property(name="kunskapsbank:marker", value=package.marker)] if package.marker else (),
    )


def licence_table(site: Iterable[Locked], test: Iterable[Locked]) -> str:
    """The page that lists every package with its licence."""
    building = {package.pinned for package in site}
    rows = [
        f"| {package.name} | {package.version} | {licence_of(package)} | "
        f"{'building' if package.pinned in building else 'testing'} |"
        for package in test
    ]
    return "\n".join(
        [
            "# Licences of what we use",
            "",
            "Written by `make lock` (tools/inventory.py) from requirements/. None of these packages is part of this",
            "repository. What of them reaches readers of the site is told at /om/licenser/ (docs/om/licenser.md).",
            "",
            "| Package | Version | Licence (SPDX) | Used when |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def main() -> None:
    """Write both files."""
    site = locked(SITE)
    try:
        SBOM.write_text(sbom(site), encoding="utf-8")
        LICENCES.write_text(
            licence_table(site, [package for lock in ALL for package in locked(lock)]), encoding="utf-8"
        )
    except ValueError as error:
        raise SystemExit(f"inventory: {error}") from None


if __name__ == "__main__":
    main()
