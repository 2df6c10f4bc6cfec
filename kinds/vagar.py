"""Ways: what a person can do to get their skills recognised."""

from __future__ import annotations

from typing import Annotated

from kunskapsbank.kinds import Count, Kontakt, Line, Prose, Ref, Shown, Slug, YesNo, field

from ._post import Post


class Vag(Post):
    """A way to recognition, described so that two can be compared."""

    kind = "vagar"
    singular = "Väg"
    plural = "Vägar till papper på det du kan"
    translated = ("en",)
    about = "Vägarna bredvid varandra: vem de passar, tid, kostnad, resultat och rätt att överklaga."
    order = ("ordning", "titel")
    place = "vagledning/jamfor-vagar"
    parent = "vagledning"
    weight = 1.1
    weight_at_length = -0.21
    meeting = True
    lasting = True

    ordning: Count = field("Ordning", "Plats i listan.")
    kort: Line = field("Kort namn", "Två eller tre ord, till tabellens huvud.")
    jamfors: YesNo = field("Jämförs", "ja om vägen står i jämförelsen av vägar.", default=False)
    utan_modell: Line | None = field(
        "Utan branschmodell",
        "Raden om vägen där ett yrke saknar branschmodell. Utelämna om den inte ska stå där.",
        default=None,
    )
    passar: Annotated[Prose, Shown()] = field("Passar den som")
    tid: Annotated[Prose, Shown()] = field("Tid", "Vad källorna säger, eller att de inget säger och vem man frågar.")
    kostnad: Annotated[Prose, Shown()] = field("Kostnad", "Som tid: vad källorna säger, eller vem man frågar.")
    ger: Annotated[Prose, Shown()] = field("Resultat", "Vad man har i handen efteråt.")
    overklaga: Annotated[Prose, Shown()] = field("Rätt att överklaga", "Så långt källorna säger.")
    nasta_steg: tuple[Prose, ...] = field("Nästa steg", "Vad man gör, i ordning.", min_length=1)
    kontakt: Kontakt = field("Kontakt")
    regler: tuple[Annotated[Slug, Ref("regler", back="Vägar som regeln gäller")], ...] = field(
        "Regler", "De regler som vägen bygger på.", default=()
    )
    checklistor: tuple[Annotated[Slug, Ref("checklistor", back="Används i")], ...] = field(
        "Checklistor", "Checklistor att ta med.", default=()
    )
