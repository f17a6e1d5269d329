"""Certificat de cession d'un véhicule d'occasion, cerfa 15776*01 (2017) and *02 (2020).

One A4 page per copy: the vehicle, the former owner, the new owner, each in a blue frame. Combs hold the plate, the
VIN, dates and numbers; open boxes the names; small squares are ticked.

The older 13754*02 states the seller, the day and the seller's signature twice, gives a SIREN where the 15776 gives a
SIRET, and has neither birth data of the buyer nor boxes for what the buyer certifies: those fields stay unknown. So
does the number of its copies, which mean something else there (1 is the buyer's).
"""

import re

from extractors import cerfa_13754, entries
from extractors.cerfa_15776 import template
from extractors.fields import Parsed, agreed, decide, joined_fields, name_of, number_of, text_of, vin_of, words_of
from extractors.forms import edition_of, located
from extractors.layout import Sheet
from extractors.paper import PaperType, Side
from extractors.pixels import alterations, choice, signatures, stamp, tick
from extractors.template import register
from pipeline.core.documents import CertificatCession, Mark, Number, Text
from pipeline.core.errors import FormatError
from pipeline.core.formats import numero_formule
from pipeline.core.model import Face, Field, Zone

MARKERS = (
    "CERTIFICAT DE CESSION D'UN VÉHICULE D'OCCASION",
    "Articles R322-4 et R322-9 du code de la route",
    "Exemplaire 1 destiné à l'ancien propriétaire",
    "Exemplaire 2 destiné au nouveau propriétaire",
    "Kilométrage inscrit au compteur du véhicule",
    "Présence du certificat d'immatriculation",
    "Avoir remis au nouveau propriétaire un certificat établi depuis moins de quinze jours",
    "Que ce véhicule n'a pas subi de transformation notable",
    "Acquérir le véhicule désigné ci-dessus aux dates et heures indiquées",
    "Avoir été informé de la situation administrative du véhicule",
    "NOM, NOM D'USAGE le cas échéant et PRÉNOM ou RAISON SOCIALE",
)
OLDER = (
    "DÉCLARATION DE CESSION D'UN VÉHICULE",
    "CERTIFICAT DE VENTE",
    "certifie avoir vendu le véhicule désigné ci-dessus à la personne susnommée",
    "SIGNATURE DU VENDEUR",
    "SIGNATURE DE L'ACQUÉREUR",
    "cédé pour destruction",
    "(B) Date de 1ère immatriculation du véhicule",
    "sinon, indiquer le kilométrage inscrit au compteur suivi de la mention",
)
EDITIONS = ("15776*02", "15776*01")
FREE_CELLS = 9
REASON = ("motif_absence_certificat.1", "motif_absence_certificat.2")
# Changes here make a form unfit (rules.md, cerfa.no-erasure); which of them a form has depends on its edition.
GUARDED = (
    "immatriculation",
    "vin",
    "date_cession.jour",
    "date_cession.mois",
    "date_cession.annee",
    "heure_cession",
    "heure_cession.heures",
    "heure_cession.minutes",
    "kilometrage",
    "vendeur_nom",
    "acquereur_nom",
)


def locate(sheet: Sheet) -> tuple[Zone, ...] | None:
    """The zones of whichever edition fits the page better; its printed number settles a tie."""
    printed = edition_of(" ".join(line.text for line in sheet.lines), ["15776"])
    wording = "15776*02" if sheet.find("ou entreprise individuelle") else "15776*01"
    form = template(printed if printed in EDITIONS else wording)
    found = register(sheet, form)
    return None if found is None else tuple(found.zone(zone) for zone in form.zones)


def extract(identity: str, faces: tuple[Face, ...]) -> CertificatCession:
    """The document of one copy."""
    face = faces[0]
    return CertificatCession(
        id=identity,
        confidence=face.confidence,
        pages=tuple(f.page.ref for f in faces),
        edition=entries.edition(face, "15776", "13754"),
        exemplaire=decide(face, "exemplaire", _copy_number),
        immatriculation=decide(face, "immatriculation", entries.plate),
        vin=decide(face, "vin", vin_of),
        date_premiere_immatriculation=entries.day(face, "date_premiere_immatriculation"),
        marque=decide(face, "marque", words_of),
        type_variante_version=decide(face, "type_variante_version", text_of),
        genre=decide(face, "genre", text_of),
        denomination_commerciale=decide(face, "denomination_commerciale", words_of),
        kilometrage=decide(face, "kilometrage", _kilometres),
        certificat_present=entries.yes_no(face, "certificat_present"),
        numero_formule=_formule(face),
        date_certificat=entries.day(face, "date_certificat"),
        motif_absence_certificat=joined_fields(
            [decide(face, key, text_of) for key in REASON if face.reading(key) is not None], entries.words
        ),
        nature=choice(face, {"cession": "nature.cession", "destruction": "nature.destruction"}),
        date_cession=agreed(entries.day(face, "date_cession"), entries.day(face, "certificat.date_cession")),
        heure_cession=entries.hour(face, "heure_cession"),
        certifie_csa_remis=tick(face, "certifie_csa_remis"),
        certifie_sans_transformation=tick(face, "certifie_sans_transformation"),
        certifie_vhu=tick(face, "certifie_vhu"),
        agrement_vhu=decide(face, "agrement_vhu", text_of),
        **_party(face, "vendeur"),
        **_party(face, "acquereur"),
        acquereur_date_naissance=entries.day(face, "acquereur_date_naissance"),
        acquereur_lieu_naissance=decide(face, "acquereur_lieu_naissance", words_of),
        acquereur_certifie_acquerir=tick(face, "acquereur_certifie_acquerir"),
        acquereur_certifie_informe=tick(face, "acquereur_certifie_informe"),
        opposition_reutilisation=tick(face, "opposition_reutilisation"),
        ratures=alterations(face, [key for key in GUARDED if face.reading(key) is not None]),
    )


def _party(face: Face, who: str) -> dict[str, Field]:  # type: ignore[type-arg]  # fields of several types
    """What both parties state alike."""
    return {
        **entries.person(face, who),
        f"{who}_nom": agreed(decide(face, f"{who}_nom", name_of), decide(face, f"certificat.{who}_nom", name_of)),
        f"{who}_siret": decide(face, f"{who}_siret", entries.siret_or_siren),
        **entries.address(face, who),
        f"{who}_fait_a": decide(face, f"{who}_fait_a", words_of),
        f"{who}_fait_le": decide(face, f"{who}_fait_le", entries.written_day),
        **_signed(face, who),
    }


def _signed(face: Face, who: str) -> dict[str, Field]:  # type: ignore[type-arg]  # fields of two types
    """Signatures and stamp; a party that signs the form twice (13754) must do so, and stamps it once."""
    keys = [key for key in (f"{who}_signatures", f"declaration.{who}_signatures") if face.reading(key) is not None]
    counts = [signatures(face, key) for key in keys]
    stamps = [stamp(face, key) for key in keys]
    return {
        f"{who}_signatures": min(counts, key=lambda count: count.value or 0, default=Number()),
        f"{who}_cachet": max(stamps, key=lambda mark: mark.value or False, default=Mark()),
    }


def _kilometres(text: str) -> Parsed[int]:
    """The figure, whether or not 'non garanti' follows it."""
    return number_of(re.sub(r"\W*\(?non garantis?\)?\W*$", "", text, flags=re.IGNORECASE))


def _copy_number(text: str) -> Parsed[int]:
    found = re.search(r"Exemplaire\W*([12])(?!\w)", text, re.IGNORECASE)
    if found is None:
        raise FormatError("no copy number")
    return Parsed(int(found[1]))


def _formule(face: Face) -> Text:
    """The 11 cells. With only the two printed ones, '20', nothing was written: blank."""

    def parse(text: str) -> Parsed[str]:
        # A form field holds the 9 free cells only, the form prints the other two.
        return Parsed(*numero_formule.repair(f"20{text}" if len(numero_formule.compact(text)) == FREE_CELLS else text))

    field = decide(face, "numero_formule", parse)
    if field.value is None and field.raw == "20":
        return Text(confidence=0.95, source=field.source, file=field.file, page=field.page, box=field.box)
    return field


PAPER = PaperType(
    kind="certificat_cession",
    sides=(
        Side(name="exemplaire", markers=MARKERS, need=4, locate=locate, against=("DÉCLARATION D'ACHAT D'UN VÉHICULE",)),
        Side(
            name="ancien_modele",
            markers=OLDER,
            need=3,
            locate=located(*cerfa_13754.FORMS),
            against=(
                "DÉCLARATION D'ACHAT",
                "professionnel du commerce de l'automobile",
                "au professionnel susnommé",
                "CERTIFICAT DE CESSION D'UN VÉHICULE D'OCCASION",
            ),
        ),
    ),
    extract=extract,
)
