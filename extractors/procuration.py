"""Procuration: the letter, typed or by hand, by which co-holders let someone sign for them.

Free text. Names stand behind 'je soussigné' and 'donne procuration à' and end at a comma or at 'né', 'demeurant'…; one
that is not seen to end is not read. Signatures are ink below 'fait à …, le …'. A mandat (cerfa 13757) is another paper.

Source: documents.md 11; rules.md, docs.proxy.
"""

import re
from typing import Any

from extractors.captions import Captions
from extractors.columns import column_field, column_zones
from extractors.fields import decide, joined_fields
from extractors.layout import Sheet
from extractors.paper import PaperType, Side
from extractors.pixels import BESIDE_WORDS, is_mention, is_writing, signatures
from extractors.printed import Caption
from extractors.sentences import Placed, last_day, names, only_day_of, person_of, plate, plate_of, span_zones
from pipeline.core.documents import Document, Number, Procuration, Text, Texts
from pipeline.core.errors import InvalidCharacter
from pipeline.core.formats.texte import compact
from pipeline.core.model import BoundingBox, Face, Task, Zone

KIND = "procuration"
A4_MM = 210.0
PAGE = BoundingBox(left=0.02, top=0.01, right=0.98, bottom=0.97)

CAPTIONS = tuple(
    Caption(name, phrases)
    for name, phrases in (
        ("mandant", ("Je soussigné(e)", "Je soussignée", "Je soussigné")),
        ("mandants", ("Nous soussignés", "Nous, soussignés", "Nous soussignées", "Nous soussigné(e)s")),
        (
            "mandataire",
            ("donne par la présente procuration à", "donne procuration à", "donnons procuration à",
             "donne pouvoir à", "donnons pouvoir à", "donne mandat à", "donne tout pouvoir à"),
        ),
        ("vehicule", ("véhicule immatriculé", "immatriculé sous le numéro", "Numéro d'immatriculation")),
    )
) + tuple(
    Caption(name, phrases, leads=True)
    for name, phrases in (
        ("mandant_nomme", ("Mandant", "Le mandant", "La mandante")),
        ("mandataire_nomme", ("Mandataire", "Le mandataire", "La mandataire")),
        ("fait", ("Fait à",)),
        ("signature", ("Signature du mandant", "Signature des mandants", "Signatures", "Signature")),
    )
)  # fmt: skip


def locate(sheet: Sheet) -> tuple[Zone, ...] | None:
    """Zones of the names, of the plate, of the day and of the ink below it; None where nobody empowers anyone."""
    captions = Captions(sheet, CAPTIONS)
    gives, named = captions.all("mandataire"), captions.all("mandataire_nomme")
    if not gives and not (named and captions.all("mandant_nomme")):
        return None
    zones: list[Zone] = []
    givers = _giver_names(captions)
    for rank, words in enumerate(givers):
        zones += span_zones(captions, f"mandant{rank}", words)
    if not givers:
        for rank, spot in enumerate(captions.all("mandant_nomme")):
            zones += column_zones(captions, f"mandant{rank}", spot, PAGE)
    takers = [name for spot in gives for name in names(captions, spot)]
    # One paper that names two people does not say which of them signs.
    if len(takers) == 1:
        zones += span_zones(captions, "mandataire", takers[0])
    elif not takers and len(named) == 1:
        zones += column_zones(captions, "mandataire", named[0], PAGE)
    if vehicle := captions.one("vehicule"):
        zones += span_zones(captions, "immatriculation", plate(captions, vehicle))
    if made := _made(captions):
        line, day = made
        zones += day
        below = PAGE.model_copy(update={"top": min(line.bottom + 0.005, PAGE.bottom - 0.01)})
        print_there = tuple(captions.padded(spot.box) for spot in captions.all("signature", below))
        width = A4_MM * below.width
        zones.append(Zone.of_box("signatures", below, task=Task.INK, width_mm=width, ignore=print_there))
    return tuple(zones)


def _made(captions: Captions) -> tuple[BoundingBox, list[Zone]] | None:
    """The line that says when the letter was made, and the zone of its day."""
    if spots := captions.all("fait"):
        return spots[-1].box, captions.zones("fait", spots[-1], PAGE, is_wide=True)[:1]
    line = last_day(captions, besides=("signature",))
    if line is None:
        return None
    whole = captions.padded(line.box.model_copy(update={"right": PAGE.right}))
    return line.box, [Zone.of_box("fait", whole, is_key=True)]


def _giver_names(captions: Captions) -> list[list[Placed]]:
    """Words of the names of all who give it; empty where one was not read: 'nous' are two at least."""
    found: list[list[Placed]] = []
    for spot in (*captions.all("mandant"), *captions.all("mandants")):
        read = names(captions, spot)
        if len(read) < (2 if spot.name == "mandants" else 1):
            return []
        found += read
    return found


def extract(identifier: str, faces: tuple[Face, ...]) -> Document:
    """The letter that this page makes."""
    face = faces[0]
    return Procuration(
        id=identifier,
        confidence=face.confidence,
        pages=tuple(face.page.ref for face in faces),
        mandants=_givers(face),
        mandataire=column_field(face, "mandataire", person_of),
        immatriculation=column_field(face, "immatriculation", plate_of),
        fait_le=decide(face, "fait", _made_on),
        signatures=_signatures(face),
    )


def _givers(face: Face) -> Texts:
    """All of them, or none."""
    keys = dict.fromkeys(r.key.split(".")[0] for r in face.readings if re.match(r"mandant\d", r.key))
    fields: list[Text] = [column_field(face, key, person_of) for key in keys]
    return joined_fields(fields, lambda values: tuple(dict.fromkeys(values))) if fields else Texts()


def _made_on(text: str) -> Any:
    """The day behind the town."""
    parts = re.split(r"\bLE ?(?=\d)", compact(text))
    if len(parts) != 2:
        raise InvalidCharacter("no day")
    return only_day_of(parts[1])


def _signatures(face: Face) -> Number:
    """How many: 'bon pour pouvoir' is none, and other writing casts doubt on the count."""
    reading = face.reading("signatures")
    if reading is None or reading.inks is None:
        return Number()
    left = tuple(ink for ink in reading.inks if not is_mention(ink))
    writing = tuple(ink for ink in left if is_writing(ink))
    signed = reading.model_copy(update={"inks": tuple(ink for ink in left if ink not in writing)})
    count = signatures(face.model_copy(update={"readings": (signed,)}), "signatures")
    return count.at_most(BESIDE_WORDS) if writing else count


PAPER = PaperType(
    kind=KIND,
    sides=(
        Side(
            name="lettre",
            markers=(
                "PROCURATION",
                "Je soussigné",
                "Nous soussignés",
                "donne procuration à",
                "donnons procuration à",
                "donne pouvoir à",
                "véhicule immatriculé",
                "Mandataire",
                "Fait à",
            ),
            need=3,
            locate=locate,
            against=(
                "MANDAT À UN PROFESSIONNEL",
                "CERTIFICAT DE CESSION D'UN VÉHICULE D'OCCASION",
                "DEMANDE DE CERTIFICAT D'IMMATRICULATION",
                "13757",
            ),
        ),
    ),
    extract=extract,
)
