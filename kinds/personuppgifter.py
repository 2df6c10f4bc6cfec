"""What the site does with personal data."""

from __future__ import annotations

from kunskapsbank.kinds import Destination, Line, Part, Prose, field

from ._post import Post


class Behandling(Part):
    """One use of personal data."""

    vad: Line = field("Vad", "Uppgifterna, till exempel namn och roll.")
    vilka: Line = field("Vilka", "Vems uppgifter det är.")
    varifran: Line = field("Varifrån", "Var uppgifterna kommer från.")
    varfor: Line = field("Varför", "Ändamålet.")
    grund: Line = field("Rättslig grund", "Eller vem som ska bestämma den.")
    hur_lange: Line = field("Hur länge")


class Rattighet(Part):
    """Something a person can ask for."""

    namn: Line = field("Namn")
    innebar: Line = field("Innebär")


class Personuppgifter(Post):
    """Which personal data the site handles, on what ground, and what people can ask for."""

    kind = "personuppgifter"
    singular = "Personuppgifter"
    plural = "Personuppgifter"
    about = "Vilka personuppgifter webbplatsen hanterar, varför, och vilka rättigheter du har."
    single = "om/personuppgifter"
    parent = "om"

    personuppgiftsansvarig: Line = field("Personuppgiftsansvarig", "Vem som bestämmer över uppgifterna.")
    behandlingar: tuple[Behandling, ...] = field("Behandlingar", min_length=1)
    hanteras_inte: tuple[Line, ...] = field(
        "Hanteras inte", "Uppgifter som webbplatsen aldrig tar emot eller visar.", min_length=1
    )
    rattigheter: tuple[Rattighet, ...] = field("Rättigheter", min_length=1)
    kontakt: Prose = field("Kontakt", "Vart man vänder sig.")
    kontakt_adress: Destination = field("Kontaktens adress", "En sida här, eller en webbadress.")
    klagomal: Prose = field("Klagomål", "Hur man klagar hos tillsynsmyndigheten.")
    klagomal_adress: Destination = field("Klagomålets adress")
