"""The papers that can be read. A new paper is one more line here."""

from extractors import (
    accuse_cession,
    carte_grise,
    certificat_cession,
    certificat_destruction,
    controle_technique,
    declaration_achat,
    declaration_perte,
    demande_immatriculation,
    justificatif_domicile,
    kbis,
    mandat,
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
    mandat.PAPER,
    declaration_achat.PAPER,
    demande_immatriculation.PAPER,
    declaration_perte.PAPER,
    certificat_destruction.PAPER,
)
