"""The papers that can be read. A new paper is one more line here."""

from extractors import (
    accuse_cession,
    carte_grise,
    certificat_cession,
    controle_technique,
    justificatif_domicile,
    kbis,
    piece_identite,
    procuration,
    situation_administrative,
)
from extractors.paper import PaperType

PAPERS: tuple[PaperType, ...] = (
    carte_grise.PAPER,
    certificat_cession.PAPER,
    controle_technique.PAPER,
    situation_administrative.PAPER,
    piece_identite.PAPER,
    kbis.PAPER,
    accuse_cession.PAPER,
    procuration.PAPER,
    justificatif_domicile.PAPER,
)
