"""The official blank of the cerfa 15776 filled in: its AcroForm on *01, text drawn at the same places on *02."""

import io
from collections.abc import Callable, Mapping
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from pipeline.core.errors import NoInput
from samples.cession import FIRST, Fill, box_corner, enter, entries, ticks
from samples.drawing import A4, Layout, Pen, Sheet, draw_pdf
from samples.papers import Cession

FILES = {"15776*01": "cerfa-15776-01.pdf", "15776*02": "cerfa-15776-02.pdf"}

FIELDS = {
    "plate": "num_Immatriculation", "vin": "num_Identification", "first.day": "num_DateImmatriculationJour",
    "first.month": "num_DateImmatriculationMois", "first.year": "num_DateImmatriculationAnnée",
    "make": "txt_MarqueVéhicule", "type": "txt_TypeVarianteVersionVéhicule", "genre": "txt_GenreNational",
    "name": "txt_DénominationCommerciale", "km": "num_KilométrageCompteur", "formule": "num_Formule",
    "card.day": "num_DateCertificatJour", "card.month": "num_DateCertificatMois",
    "card.year": "num_DateCertificatAnnée",
    "reason": "txt_MotifAbscenceCertificat", "seller.name": "txt_IdentitéVendeur", "seller.siret": "Num_Siret",
    "seller.number": "num_VoieAdresse", "seller.extension": "txt_ExtensionAdresse",
    "seller.street_type": "txt_TypeVoieAdresse", "seller.street_name": "txt_NomVoie",
    "seller.postcode": "num_CodePostalAdresse", "seller.town": "txt_CommuneAdresse", "sale.day": "num_DateVenteJour",
    "sale.month": "num_DateVenteMois", "sale.year": "num_DateVenteAnnée", "sale.hour": "num_HoraireVente1",
    "sale.minute": "num_HoraireVente2", "vhu": "num_Agrément", "seller.at": "txt_LieuDéclaration1",
    "seller.on": "num_DateDéclaration", "buyer.name": "txt_IdentitéAcheteur", "buyer.siret": "num_SiretAcheteur",
    "birth.day": "num_DateNaissanceAcheteurJ", "birth.month": "num_DateNaissanceAcheteurM",
    "birth.year": "num_DateNaissanceAcheteurA", "birth.place": "txt_LieuNaissanceAcheteur",
    "buyer.number": "num_VoieAdresseAcheteur", "buyer.extension": "txt_ExtensionAdresseAcheteur",
    "buyer.street_type": "txt_TypeVoieAdresseAcheteur", "buyer.street_name": "txt_NomVoieAdresseAcheteur",
    "buyer.postcode": "num_CodePostalAdresseAcheteur", "buyer.town": "txt_CommuneAdresseAcheteur",
    "buyer.at": "txt_LieuDéclaration2", "buyer.on": "txt_dateDéclaration",
}  # fmt: skip
"""Short AcroForm name of each place."""

BUTTONS = {
    "card.present": ("Groupe_de_boutons_radio1", "/1"), "card.absent": ("Groupe_de_boutons_radio1", "/2"),
    "seller.m": ("Groupe_de_boutons_radio2", "/1"), "seller.f": ("Groupe_de_boutons_radio2", "/2"),
    "seller.legal": ("Groupe_de_boutons_radio3", "/1"), "seller.natural": ("Groupe_de_boutons_radio3", "/2"),
    "transfer": ("Groupe_de_boutons_radio4", "/1"), "destruction": ("Groupe_de_boutons_radio4", "/2"),
    "certifies.csa": ("ckb_ValidationDéclaration1", "/1"), "certifies.same": ("ckb_ValidationDéclaration2", "/1"),
    "certifies.vhu": ("ckb_ValidationDéclaration3", "/1"), "buyer.legal": ("Groupe_de_boutons_radio5", "/1"),
    "buyer.natural": ("Groupe_de_boutons_radio5", "/2"), "buyer.m": ("Groupe_de_boutons_radio6", "/1"),
    "buyer.f": ("Groupe_de_boutons_radio6", "/2"), "acquires": ("ckb_ValidationDéclarationA1", "/1"),
    "informed": ("ckb_ValidationDéclarationA2", "/1"), "opt_out": ("ckb_OppositionUtilisationDonnée", "/1"),
}  # fmt: skip
"""Short AcroForm name and on-state of each tick box; the persons of radio groups 3 and 5 stand in reverse order."""


def fill_cession(cession: Cession, fill: Fill, directory: Path) -> bytes:
    """Both copies of the official form filled in with what the model says; nothing signed."""
    return fill_official(cession.edition, entries(cession, fill), ticks(cession), directory, fill.font)


def fill_official(
    edition: str, values: Mapping[str, str], ticked: tuple[str, ...], directory: Path, font: str = "Sans"
) -> bytes:
    """Both copies of the official form filled in.

    Args:
        edition: '15776*01' or '15776*02'.
        values: text by place, the keys of `samples.cession.PLACES`; the formule with its 11 characters.
        ticked: tick boxes, the keys of `samples.cession.BOXES`.
        directory: where the blanks lie under the names of `FILES`.
        font: type of the text on *02; *01 brings its own.

    Raises NoInput when the blank is not there.
    """
    path = blank_of(directory, FILES[edition])
    if edition != FIRST:
        return _flat(path, edition, values, ticked, font)
    texts = {FIELDS[key]: text[2:] if key == "formule" else text for key, text in values.items()}
    return fill_fields(path, texts, dict(BUTTONS[key] for key in ticked))


def blank_of(directory: Path, name: str) -> Path:
    """Path of that official blank. Raises NoInput when it is not there."""
    path = directory / name
    if not path.is_file():
        raise NoInput(f"Le formulaire vierge {name} n'est pas dans {directory} : déposez-l'y, puis recommencez.")
    return path


def fill_fields(path: Path, texts: Mapping[str, str], states: Mapping[str, str]) -> bytes:
    """Values in the fields of a form, which draws them when it is shown.

    Args:
        path: the blank.
        texts: text by the short name of its field; '[1]' and so on end the names that stand there more than once.
        states: the on-state of boxes by the short name of theirs.
    """
    writer = PdfWriter(clone_from=PdfReader(path))
    root = writer.root_object
    form = root["/AcroForm"].get_object()
    assert isinstance(form, DictionaryObject)
    form.pop("/XFA", None)
    root.pop("/Perms", None)
    for page in writer.pages:
        for reference in page.get("/Annots", ()):
            widget = reference.get_object()
            owner = widget if "/T" in widget else widget["/Parent"].get_object()
            name = str(owner.get("/T", "")).removesuffix("[0]")
            if owner.get("/FT") == "/Ch":  # the arrow of a list is on the screen, not on paper
                owner[NameObject("/FT")] = NameObject("/Tx")
            if name in texts:
                owner[NameObject("/V")] = TextStringObject(texts[name])
                widget.pop("/AP", None)
            elif name in states:
                on = states[name]
                is_on = on in widget["/AP"]["/N"]
                widget[NameObject("/AS")] = NameObject(on if is_on else "/Off")
                if is_on:
                    owner[NameObject("/V")] = NameObject(on)
    writer.set_need_appearances_writer(True)
    return _bytes(writer)


def draw_over(blank: Path | bytes, draw: Callable[[Pen], None], pages: int | None = None) -> bytes:
    """Something drawn over the first pages of a form (all of them by default), the rest left out."""
    over = PdfReader(io.BytesIO(draw_pdf([Layout.of(Sheet("valeurs", *A4, draw))])))
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(blank) if isinstance(blank, bytes) else blank))
    while pages is not None and len(writer.pages) > pages:
        writer.remove_page(len(writer.pages) - 1)
    for page in writer.pages:
        page.merge_page(over.pages[0])
    return _bytes(writer)


def _flat(path: Path, edition: str, values: Mapping[str, str], ticked: tuple[str, ...], font: str) -> bytes:
    """Values drawn over the pages of the form."""

    def draw(pen: Pen) -> None:
        for name, text in values.items():
            enter(pen, name, text, edition, font)
        for name in ticked:
            x, y = box_corner(name, edition)
            pen.text(x + 4, y + 7.2, "X", font, 9, anchor=0.5)

    return draw_over(path, draw)


def _bytes(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
