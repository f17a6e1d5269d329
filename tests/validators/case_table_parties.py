"""The entries of `tests.validators.case_table` for the papers that the parties join, and for whose they are."""

from dataclasses import replace
from datetime import date

from pipeline.core.documents import Document, Inconnu
from pipeline.core.model import PageRef
from tests.builders import (
    a_buyers_identity,
    a_demande,
    a_field,
    a_justificatif,
    a_piece_identite,
    a_procuration,
    a_recepisse,
    unknown,
)
from tests.party_papers import IDENTITY, TRADER, strip_of
from tests.validators.case_table_transfers import (
    LOOK,
    OTHER_COMPANY,
    TELLS,
    buys,
    company,
    registers,
    resale,
)
from tests.validators.cases import Cases, Given, Never, on
from validators.policy import Policy

UNREAD_PAGE = Inconnu(id="inconnu-1", confidence=0.5, pages=(PageRef(file="scan.pdf", page=9),))
LUC = {"nom": "BERNARD", "prenoms": "LUC", "sexe": "M"}
HUGO = {"nom": "DURAND", "prenoms": "HUGO", "sexe": "M", "numero": "180475054321"}
JOINT_CARD = {"nombre_titulaires": 2, "cotitulaires": ("DURAND HUGO",)}
JOINT_SELLERS = {"vendeur_nom": "MARTIN CLAIRE / DURAND HUGO"}
EITHER = {"titulaire": "M. MARTIN LUC OU MME MARTIN CLAIRE"}


def lacks(given: Given, *kinds: str, more: tuple[Document, ...] = ()) -> Given:
    """The same without any paper of those kinds but these."""
    kept = tuple(paper for paper in given.more if paper.kind not in kinds)
    return replace(given, more=(*kept, *more), without=(*given.without, *kinds))


def shown(**values: object) -> Given:
    """The seller's identity paper with what is changed on it."""
    return on(more=(a_piece_identite(**values),))


def with_buyers(**values: object) -> Given:
    """The buyer asks for the card, with what is changed on their identity paper."""
    return registers(more=(a_piece_identite(1), a_buyers_identity(2, **values)))


def by_proxy(**values: object) -> Given:
    """Two holders, one of whom has signed for both, with what is changed on the proxy."""
    return on(
        carte={**JOINT_CARD, "signatures": 1},
        cerfa={**JOINT_SELLERS, "vendeur_signatures": 1},
        more=(a_piece_identite(1), a_piece_identite(2, **HUGO), a_procuration(**values)),
    )


def bought(*receipts: Document) -> Given:
    """The buyer of a trader asks for the card."""
    sale = resale()
    identity = a_buyers_identity(1)
    return registers(vendeur="professionnel", carte=sale.carte, cerfa=sale.cerfa, more=(identity, *receipts))


PARTIES: dict[str, Cases] = {
    "docs.id-seller": Cases(
        on(without=("piece_identite",)), inconclusive=shown(nom=unknown()), not_applicable=company()
    ),
    "docs.id-buyer": Cases(
        registers(more=(a_piece_identite(),)),
        passed=registers(),
        inconclusive=with_buyers(prenoms=unknown()),
        not_applicable=on(),
    ),
    "docs.rep-id": Cases(
        lacks(company(), "piece_identite"),
        passed=company(),
        inconclusive=lacks(company(), "piece_identite", more=(a_piece_identite(nom=unknown()),)),
        not_applicable=on(),
    ),
    "docs.proxy": Cases(
        by_proxy(signatures=0),
        passed=by_proxy(),
        inconclusive=by_proxy(signatures=unknown()),
        not_applicable=on(),
    ),
    "docs.mandat": Cases(
        on(without=("mandat",)),
        inconclusive=on(without=("mandat",), more=(UNREAD_PAGE,)),
        not_applicable=on(canal="ants", without=("mandat",)),
    ),
    "docs.kbis": Cases(
        lacks(company(), "kbis"),
        passed=company(),
        inconclusive=lacks(company(), "kbis", more=(UNREAD_PAGE,)),
        not_applicable=on(),
    ),
    "docs.da-receipt": Cases(
        bought(),
        "scope.chain-of-title party.seller-is-holder ci.mention-date-match",
        passed=bought(a_recepisse()),
        inconclusive=bought(a_recepisse(acheteur_nom=unknown(), acheteur_siren=unknown())),
        not_applicable=on(),
    ),
    "docs.da-buyer": Cases(
        on(operation="achat", cerfa=TRADER, without=("declaration_achat",)),
        passed=buys(),
        inconclusive=registers(cerfa={"acquereur_type": unknown(), "acquereur_sexe": unknown()}),
        not_applicable=on(),
    ),
    "docs.demand-13750": Cases(
        registers(without=("demande_immatriculation",)),
        passed=registers(),
        inconclusive=registers(more=(a_demande(titulaire_nom=unknown()),)),
        not_applicable=on(),
    ),
    "docs.domicile": Cases(
        registers(without=("justificatif_domicile",)),
        passed=registers(),
        inconclusive=registers(more=(a_justificatif(nom=unknown()),)),
        not_applicable=on(),
    ),
    "docs.original-form": Cases(on(), passed=TELLS, inconclusive=TELLS, not_applicable=on(canal="ants")),
    "party.joint-or-and": Cases(
        on(carte=EITHER),
        passed=on(carte={**EITHER, "signatures": 2}, cerfa={"vendeur_signatures": 2}),
        not_applicable=on(),
    ),
    "party.seller-id-match": Cases(shown(**LUC), "docs.id-seller id.person-role"),
    "party.buyer-id-match": Cases(
        with_buyers(date_naissance=date(1958, 3, 21)),
        passed=registers(),
        inconclusive=with_buyers(prenoms="PAULE"),
        not_applicable=on(),
    ),
    "party.minor-or-protected": Cases(on(cerfa={"acquereur_date_naissance": date(2008, 3, 13)})),
    "party.buyer-address-consistency": Cases(
        registers(more=(a_justificatif(adresse="2 COURS VICTOR HUGO 33000 BORDEAUX"),)),
        passed=registers(),
        inconclusive=registers(more=(a_justificatif(adresse=unknown()),)),
        not_applicable=on(),
    ),
    "party.company-name-match": Cases(
        company(extract=OTHER_COMPANY),
        "kbis.identity",
        passed=company(),
        inconclusive=company(extract={"denomination": unknown()}),
    ),
    "party.representative-capacity": Cases(
        lacks(company(), "piece_identite", more=(a_piece_identite(**LUC),)),
        "id.person-role",
        passed=company(),
        inconclusive=company(extract={"representants": unknown()}),
        not_applicable=on(),
    ),
    "id.kind": Cases(shown(type="carte_vitale", mrz=None)),
    "id.valid": Cases(
        shown(date_delivrance=date(2014, 4, 3), date_expiration=date(2024, 4, 2)),
        inconclusive=on(unread=("piece_identite.date_expiration",)),
    ),
    "id.cni-extension": Cases(
        shown(date_delivrance=date(2012, 4, 3), date_expiration=date(2022, 4, 2)),
        passed=Never("it tells of a longer run, or does not apply"),
        not_applicable=on(),
    ),
    "id.both-sides": Cases(shown(verso=False), inconclusive=shown(verso=unknown())),
    "id.plausible-dates": Cases(LOOK, inconclusive=shown(date_delivrance=date(1980, 4, 3))),
    "id.person-role": Cases(LOOK, inconclusive=on(more=(a_piece_identite(1), a_piece_identite(2, **LUC)))),
    "id.mrz-check": Cases(
        replace(
            shown(mrz=a_field(("IDFRAMARTIN<<<<<<<<<<<<<<<<<<<310000", "1804750123459CLAIRE<<<<<<<<8506174F9"))),
            how={"policy": Policy(mrz_fail="reject")},
        ),
        inconclusive=shown(mrz=unknown()),
        not_applicable=shown(type="permis", mrz=None),
    ),
    "id.mrz-vs-print": Cases(shown(numero="180475012346", mrz=strip_of(IDENTITY))),
}
