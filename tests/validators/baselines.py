"""The baselines of rules.md 9.1, each with all the papers it names, and dossiers that differ from them.

A paper is a kind and its values by field key; a `Given` changes some of them. What follows from a change follows by
itself: the strip of the card and of identity papers, the days that move with the sale, the day of the request.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

import pydantic

from pipeline.core.documents import Document
from pipeline.core.dossier import Dossier, Facts
from pipeline.core.formats import mrz_carte_grise, mrz_identite
from pipeline.core.model import Field
from tests.builders import CARTE_GRISE, CESSION, CONTROLE_TECHNIQUE, SITUATION_ADMINISTRATIVE, a_field
from validators.catalogue import CATALOGUE
from validators.context import PARIS
from validators.engine import Judgement, judge
from validators.policy import Policy
from validators.scenario import context_of

Values = Mapping[str, Any]
_DOCUMENT: pydantic.TypeAdapter[Document] = pydantic.TypeAdapter(Document)


@dataclass(frozen=True)
class Paper:
    """One paper: its kind and what stands on it."""

    kind: str
    values: Values

    def but(self, **values: object) -> "Paper":
        """The same with other values."""
        return Paper(self.kind, {**self.values, **values})


@dataclass(frozen=True)
class Given:
    """Papers by a short name, and what is known beside them."""

    papers: Mapping[str, Paper]
    facts: Values = field(default_factory=dict)
    sale: date = date(2026, 3, 12)
    demande: date = date(2026, 3, 16)
    hour: int = 10
    policy: Policy = field(default_factory=Policy)

    def but(self, facts: Values | None = None, **changes: Values | Paper | None) -> "Given":
        """Other values on the papers of those names, whole new papers, or none of that name any more."""
        papers = dict(self.papers)
        for name, change in changes.items():
            if change is None:
                del papers[name]
            else:
                papers[name] = change if isinstance(change, Paper) else papers[name].but(**change)
        return replace(self, papers=papers, facts={**self.facts, **(facts or {})})

    def without(self, *names: str) -> "Given":
        """The same without those papers."""
        return self.but(**dict.fromkeys(names))

    def of_vehicle(self, **values: object) -> "Given":
        """Those values on every paper that states them."""
        changed = {
            name: {
                own: values[key]
                for key in values
                for own in _OF_VEHICLE.get(key, (key,))
                if paper.values.get(own) is not None
            }
            for name, paper in self.papers.items()
        }
        return self.but(**changed)

    def sold(self, day: date) -> "Given":
        """Sold on another day: mention, days beside the signatures, request."""
        moved = replace(self, sale=day)
        for name, paper in self.papers.items():
            keys = (key for key in _OF_SALE if paper.kind in _MOVED and paper.values.get(key) == self.sale)
            moved = moved.but(**{name: dict.fromkeys(keys, day)})
        text = self.papers["ci"].values["mention_cession"]
        return moved.but(ci={"mention_cession": text.replace(f"{self.sale:%d/%m/%Y}", f"{day:%d/%m/%Y}")})

    def asked(self, day: date, hour: int = 10) -> "Given":
        """Asked for and checked on another day."""
        moved = replace(self, demande=day, hour=hour)
        return moved.but(demande={"date_demande": day}) if "demande" in self.papers else moved

    def judged(self) -> Judgement:
        """What all rules say."""
        ranks: dict[str, int] = {}
        documents = []
        for paper in self.papers.values():
            ranks[paper.kind] = ranks.get(paper.kind, 0) + 1
            documents.append(_document(paper, ranks[paper.kind]))
        dossier = Dossier(name="2026-0412", documents=tuple(documents))
        facts = Facts(date_demande=self.demande, **self.facts)
        now = datetime.combine(self.demande, time(self.hour), PARIS)
        return judge(CATALOGUE, dossier, context_of(dossier, facts, now=now, policy=self.policy))


_OF_VEHICLE = {"date_certificat": ("date_certificat", "date_immatriculation")}
"""Keys of other papers for what the card calls so."""
_OF_SALE = ("mention_cession_date", "date_cession", "vendeur_fait_le", "acquereur_fait_le", "date_achat")
_MOVED = ("carte_grise", "certificat_cession", "demande_immatriculation")


def _document(paper: Paper, rank: int) -> Document:
    values = dict(paper.values)
    if paper.kind == "carte_grise" and "mrz" not in values:
        values["mrz"] = _card_strip(values)
    if paper.kind == "piece_identite" and "mrz" not in values:
        values["mrz"] = _strip(values)
    read = {key: value if isinstance(value, Field) else a_field(value) for key, value in values.items()}
    fields = {key: value.model_dump() for key, value in read.items()}
    return _DOCUMENT.validate_python({"kind": paper.kind, "id": f"{paper.kind}-{rank}", **fields})


def _card_strip(values: Values) -> tuple[str, str]:
    keys = (
        "immatriculation", "vin", "date_premiere_immatriculation", "numero_formule", "genre", "carrosserie", "marque",
        "denomination_commerciale",
    )  # fmt: skip
    return mrz_carte_grise.compose(**{key: values[key] for key in keys})


def _strip(values: Values) -> tuple[str, ...]:
    """Of the French cards of both models."""
    about = {"number": values["numero"], "birth": values["date_naissance"], "sex": values["sexe"]}
    if values["type"] == "cni":
        return mrz_identite.compose_cni(**about, surname=values["nom"], given=values["prenoms"].split())
    return mrz_identite.compose_td1(
        **about,
        code="ID",
        expiry=values["date_expiration"],
        nationality="FRA",
        surname=values["nom"],
        given=values["prenoms"],
    )


def identity(kind: str, surname: str, given: str, sex: str, born: date, number: str, dates: tuple[date, date]) -> Paper:
    """A French card, both sides; `dates` of issue and of expiry."""
    return Paper("piece_identite", {
        "type": kind, "nom": surname, "nom_usage": None, "prenoms": given, "sexe": sex, "date_naissance": born,
        "numero": number, "date_delivrance": dates[0], "date_expiration": dates[1], "recto": True, "verso": True,
    })  # fmt: skip


def mandate(principal: str, day: date, **values: object) -> Paper:
    """A mandate of that principal, who signed it."""
    return Paper("mandat", {
        "edition": "13757*03", "mandant_nom": principal, "mandant_siren": None, "mandant_adresse": "12 RUE DES LILAS",
        "mandant_code_postal": "31000", "mandant_commune": "TOULOUSE", "mandataire_nom": "CARTE GRISE DU CENTRE SARL",
        "mandataire_siret": "81234567600016", "operation": "CHANGEMENT DE TITULAIRE", "marque": "RENAULT",
        "vin": "VF1RFB00456789012", "immatriculation": "AB-123-CD", "informe_assurance": True, "fait_a": "TOULOUSE",
        "fait_le": day, "signatures": 1, "cachet": False, **values,
    })  # fmt: skip


def kbis(name: str, siren: str, day: date, activity: str, seat: str, representative: str) -> Paper:
    """The extract of a company with one representative."""
    return Paper("kbis", {
        "denomination": name, "siren": siren, "forme_juridique": "Société à responsabilité limitée",
        "adresse_siege": seat, "representants": (representative,), "activite": activity, "date_a_jour": day,
        "greffe": "TOULOUSE", "observations": None,
    })  # fmt: skip


CARD = {key: value for key, value in CARTE_GRISE.items() if key != "mrz"} | {"coupon_rempli": True}
ID_SELLER = identity(
    "cni", "MARTIN", "CLAIRE", "F", date(1985, 6, 17), "180475012345", (date(2018, 4, 3), date(2033, 4, 2))
)
ID_BUYER = identity(
    "cni_2021", "LEROY", "PAUL", "M", date(1990, 3, 21), "X4RTBPFW4", (date(2022, 7, 15), date(2032, 7, 14))
)
REQUEST = Paper("demande_immatriculation", {
    "edition": "13750*07", "objet": "certificat", "immatriculation": "AB-123-CD", "date_achat": date(2026, 3, 12),
    "date_certificat": date(2019, 9, 14), "date_premiere_immatriculation": date(2016, 5, 20),
    "numero_formule": "2019AB12345", "marque": "RENAULT", "denomination_commerciale": "CLIO",
    "type_variante_version": "5RAB0HA45678", "vin": "VF1RFB00456789012", "genre": "VP",
    "titulaire_type": "personne_physique", "titulaire_sexe": "M", "titulaire_nom": "LEROY PAUL",
    "titulaire_nom_usage": None, "titulaire_siren": None, "titulaire_date_naissance": date(1990, 3, 21),
    "titulaire_lieu_naissance": "LYON", "titulaire_adresse": "5 AVENUE JEAN JAURES", "titulaire_code_postal": "69007",
    "titulaire_commune": "LYON", "nombre_titulaires": None, "cotitulaire_nom": None, "loueur_nom": None,
    "locataire_nom": None, "date_demande": date(2026, 3, 16), "signatures": 1, "cachet": False,
})  # fmt: skip
HOME = Paper(
    "justificatif_domicile",
    {"nom": "LEROY PAUL", "adresse": "5 AVENUE JEAN JAURES 69007 LYON", "date": date(2026, 1, 20)},
)

P2P = Given(
    {
        "ci": Paper("carte_grise", CARD),
        "cerfa": Paper("certificat_cession", CESSION),
        "csa": Paper("situation_administrative", SITUATION_ADMINISTRATIVE),
        "ct": Paper("controle_technique", CONTROLE_TECHNIQUE),
        "id_seller": ID_SELLER,
        "id_buyer": ID_BUYER,
        "mandat": mandate(
            "LEROY PAUL",
            date(2026, 3, 14),
            mandant_adresse="5 AVENUE JEAN JAURES",
            mandant_code_postal="69007",
            mandant_commune="LYON",
        ),
        "demande": REQUEST,
        "domicile": HOME,
    },
    {"operation": "immatriculation"},
)
DEC = P2P.without("demande", "domicile").but(
    {"operation": "cession"}, cerfa={"exemplaire": 1}, mandat=mandate("MARTIN CLAIRE", date(2026, 3, 13))
)
CO = P2P.but(
    ci={"nombre_titulaires": 2, "cotitulaires": ("DURAND HUGO",), "signatures": 2},
    cerfa={"vendeur_nom": "MARTIN CLAIRE / DURAND HUGO", "vendeur_signatures": 2},
)
COMPANY = "TRANSPORTS DUVAL SARL"
SELLING_COMPANY: Values = {
    "vendeur_type": "personne_morale", "vendeur_sexe": None, "vendeur_nom": COMPANY, "vendeur_siret": "12345678200010",
    "vendeur_cachet": True,
}  # fmt: skip
COMP = P2P.without("id_seller").but(
    ci={"titulaire": COMPANY},
    cerfa=SELLING_COMPANY,
    kbis=kbis(
        COMPANY, "123456782", date(2026, 2, 1), "TRANSPORT DE MARCHANDISES", "12 RUE DES LILAS 31000 TOULOUSE",
        "DUVAL MARC",
    ),
    id_representative=identity(
        "cni_2021", "DUVAL", "MARC", "M", date(1975, 9, 2), "T7XKQ2MP8", (date(2023, 5, 10), date(2033, 5, 9))
    ),
)  # fmt: skip
DEC_COMP = COMP.without("demande", "domicile").but(
    {"operation": "cession"},
    cerfa={"exemplaire": 1},
    mandat=mandate(COMPANY, date(2026, 3, 13), mandant_siren="123456782", cachet=True),
)
GARAGE = "GARAGE DU CENTRE SAS"
GARAGE_SEAT = {"adresse": "18 BOULEVARD DE LA LIBERTE", "code_postal": "31200", "commune": "TOULOUSE"}


def _at_garage(who: str) -> dict[str, object]:
    return {f"{who}_{key}": value for key, value in GARAGE_SEAT.items()}


DECLARATION = Paper("declaration_achat", {
    "nature": "declaration", "edition": "13751*02", "acheteur_nom": GARAGE, "acheteur_siren": "732829320",
    **_at_garage("acheteur"), "date_achat": date(2026, 3, 12), "heure_achat": time(14, 30),
    "immatriculation": "AB-123-CD", "vin": "VF1RFB00456789012", "marque": "RENAULT",
    "type_variante_version": "5RAB0HA45678", "denomination_commerciale": "CLIO", "genre": "VP",
    "certificat_present": True, "date_certificat": None, "numero_formule": "2019AB12345",
    "motif_absence_certificat": None, "acheteur_fait_le": date(2026, 3, 13), "acheteur_signatures": 1,
    "acheteur_cachet": True, "vendeur_nom": "MARTIN CLAIRE", "vendeur_siren": None,
    "vendeur_adresse": "12 RUE DES LILAS", "vendeur_code_postal": "31000", "vendeur_commune": "TOULOUSE",
    "date_vente": date(2026, 3, 12), "vendeur_fait_le": date(2026, 3, 12), "vendeur_signatures": 1,
    "vendeur_cachet": False, "signatures": 2,
})  # fmt: skip
RECEIPT = Paper("declaration_achat", {
    "nature": "recepisse", "acheteur_nom": GARAGE, "acheteur_siren": "732829320", "vendeur_nom": "MARTIN CLAIRE",
    "immatriculation": "AB-123-CD", "vin": "VF1RFB00456789012", "marque": "RENAULT",
    "date_achat": date(2026, 2, 2), "heure_achat": time(10, 0), "date_enregistrement": date(2026, 2, 4),
})  # fmt: skip
TRADE = P2P.without("ct", "id_buyer", "demande", "domicile").but(
    {"operation": "achat", "acquereur": "professionnel"},
    ci={"coupon_rempli": False},
    cerfa={
        "acquereur_type": "personne_morale", "acquereur_sexe": None, "acquereur_nom": GARAGE,
        "acquereur_siret": "73282932000017", "acquereur_date_naissance": None, "acquereur_lieu_naissance": None,
        **_at_garage("acquereur"), "acquereur_cachet": True,
    },
    declaration=DECLARATION,
    kbis=kbis(
        GARAGE, "732829320", date(2026, 1, 10), "ACHAT VENTE DE VEHICULES", "18 BOULEVARD DE LA LIBERTE 31200 TOULOUSE",
        "BONNET SOPHIE",
    ),
    id_representative=identity(
        "cni_2021", "BONNET", "SOPHIE", "F", date(1980, 11, 30), "K2PLM8XT4", (date(2024, 1, 8), date(2034, 1, 7))
    ),
    mandat=mandate(GARAGE, date(2026, 3, 14), mandant_siren="732829320", cachet=True, **_at_garage("mandant")),
)  # fmt: skip
RESALE = P2P.but(
    {"vendeur": "professionnel"},
    ci={
        "mention_cession": "VENDU LE 02/02/2026 A 10H00",
        "mention_cession_date": date(2026, 2, 2),
        "mention_cession_heure": time(10, 0),
    },
    cerfa={**SELLING_COMPANY, "vendeur_nom": GARAGE, "vendeur_siret": "73282932000017", **_at_garage("vendeur")},
    receipt=RECEIPT,
)
MOTO = P2P.of_vehicle(genre="MTT2", categorie_ce="L3e", date_premiere_immatriculation=date(2019, 4, 2)).but(
    ct={"limite_validite": date(2029, 2, 9)}
)
FNI = P2P.of_vehicle(
    immatriculation="1234 ABC 31", date_premiere_immatriculation=date(1997, 3, 3), date_certificat=date(1998, 3, 2)
).but(
    ci={
        "modele": "fni", "numero_formule": None, "coupon_present": False, "coin_coupe": True, "coupon_rempli": None,
        "est_proprietaire": None, "mrz": None,
    },
    cerfa={"numero_formule": None, "date_certificat": date(1998, 3, 2)},
    demande={"numero_formule": None},
)  # fmt: skip
