"""A small site with a self-assessment about energy, in two versions, for what is played through in a browser."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

KINDS = '''"""The self-assessment."""

from kunskapsbank.kinds import Assessment, AssessmentArea, StorageTable


class Omrade(AssessmentArea):
    """An area."""

    kind = "omraden"
    singular = "Område"
    plural = "Energikollen"
    about = "Hur långt ni har kommit."
    place = "energikollen"


class Kollen(Assessment):
    """The whole."""

    kind = "kollen"
    singular = "Om kollen"
    plural = "Om kollen"
    about = "Om kollen."
    single = "energikollen/om"


class Lagring(StorageTable):
    """What is kept."""

    kind = "lagring"
    singular = "Lagring"
    plural = "Lagring"
    about = "Det som sparas."
    single = "lagring"
'''
SETTINGS = """site_name: Energi
site_url: https://energi.example/
theme: {name: material, language: sv, font: false}
plugins:
  - kunskapsbank:
      template: own
      languages: [sv]
      handouts: false
      standard_pages: false
      footer_links: {}
      contact: {text: webb@energi.example, url: 'mailto:webb@energi.example'}
nav: [index.md]
validation: {nav: {omitted_files: ignore}}
"""
SHARED = """synonymer: [energi]
kallor: [{url: "https://www.energimyndigheten.se/", ar: 2025}]
"""
PAGE = "---\ntitle: {}\ndescription: En sida.\nrender_macros: true\n---\n\n{}\n"
STORAGE = f"""---
titel: Lagring
ingress: Det som sparas.
ingenting_fore_klick: Inget.
{SHARED}nycklar:
  - nyckel: kb-skattning
    plats: lokal lagring
    varfor: Ni fortsätter sedan.
    nar: Knappen.
    hur_lange: Länge.
    radera: Knappen.
---
"""


def tool(version: int) -> str:
    """The record of the whole in *version*, 1 or 2."""
    later = '  - {version: 2, datum: 2026-11-14, andring: "Ljus är utbytt mot element."}\n' if version > 1 else ""
    gone = 'utgangna: [{id: ljus, text: "Vi släcker ljus när vi går.", till_och_med: 1}]\n' if version > 1 else ""
    return f"""---
titel: Om energikollen
ingress: Så är den gjord.
version: {version}
historik:
{later}  - {{version: 1, datum: 2026-10-01, andring: "Den första."}}
svarande: [{{id: skola, namn: Skola}}, {{id: kontor, namn: Kontor, hjalp: En arbetsplats.}}]
skala: [Inte börjat, På väg, På plats, Följs upp]
{gone}{SHARED}---
"""


def statement(id_: str, text: str, since: int = 1, more: str = "") -> str:
    """A statement with actions for every level."""
    return f"""  - id: {id_}
    text: {text}
    svarar: [skola, kontor]
    varfor: Det kostar annars.
    nivaer: [Ingen gör det., Någon gör det., Alla gör det., Alla gör det och vi följer upp.]
    kallor: [{{url: "https://www.energimyndigheten.se/", namn: Energimyndigheten, ar: 2025}}]
    lankar: [{{till: lagring/lagring}}]
    sedan: {since}
{more}    atgarder:
      - {{niva: 1, text: Utse någon för {id_}, effekt: 3, insats: 1, partner: Kommunen, matt: "Någon är utsedd."}}
      - {{niva: 1, text: Läs på om {id_}, effekt: 1, insats: 1, matt: "Alla har läst."}}
      - {{niva: 2, text: Skriv en rutin för {id_}, effekt: 2, insats: 2, matt: "Rutinen finns."}}
      - {{niva: 3, text: Följ upp {id_}, effekt: 2, insats: 1, matt: "En mätning är gjord."}}
"""


def area(title: str, order: int, statements: str) -> str:
    """An area's record."""
    return (
        f"---\ntitel: {title}\ningress: Om {title.lower()}.\nordning: {order}\n{SHARED}pastaenden:\n{statements}---\n"
    )


def files(version: int) -> dict[str, str]:
    """The project in *version*, by path."""
    light = (
        statement("ljus", "Vi släcker ljus när vi går.")
        if version == 1
        else statement("element", "Vi sänker elementen när vi går.", 2, "    ersatter: [ljus]\n")
    )
    windows = "Vi tätar fönster." if version == 1 else "Vi tätar fönster och dörrar."
    changed = "" if version == 1 else "    andrad: 2\n"
    return {
        "kinds/energi.py": KINDS,
        "mkdocs.yml": SETTINGS,
        "docs/index.md": "---\ntitle: Start\ndescription: Startsidan.\n---\n\nVälkommen.\n",
        "docs/energikollen/index.md": PAGE.format("Energikollen", "{{ skattning() }}"),
        "content/lagring/lagring.md": STORAGE,
        "content/kollen/kollen.md": tool(version),
        "content/omraden/varme.md": area("Värme", 1, light + statement("fonster", windows, 1, changed)),
        "content/omraden/el.md": area(
            "El", 2, statement("lampor", "Vi byter lampor.") + statement("avtal", "Vi har rätt avtal.")
        ),
    }


def english() -> dict[str, str]:
    """The project in version 2 as an English site, whose statements are as they were."""
    found = files(2)
    settings = found["mkdocs.yml"].replace("language: sv", "language: en").replace("[sv]", "[en]")
    return {**found, "mkdocs.yml": settings}


def built(folder: Path, project: dict[str, str]) -> Path:
    """The site of the files *project*, built in *folder*."""
    for name, text in project.items():
        path = folder / "projekt" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "kunskapsbank",
        "--projekt",
        str(folder / "projekt"),
        "--now",
        "2026-11-29",
        "build",
    ]
    done = subprocess.run([*command, "--out", str(folder / "site")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"
