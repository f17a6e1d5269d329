"""How papers and fields are called in front of the user, in French and in English.

>>> paper_label("carte_grise"), paper_label("carte_grise", "en")
('carte grise', 'carte grise')
>>> field_label("carte_grise", "titulaire")
'titulaire (C.1)'
>>> field_label("certificat_cession", "vendeur_code_postal", "en")
"seller's postcode"
"""

from typing import get_args

from pipeline.core.choices import Lang
from pipeline.core.documents import BaseDocument, Document
from pipeline.core.model import Defect, PageRef

_DEFECTS: dict[Defect, tuple[str, str]] = {
    Defect.BLANK: ("blanche", "blank"),
    Defect.COVERED: ("en partie cachée par un doigt", "partly covered by a finger"),
    Defect.CUT: ("coupée au bord", "cut at the edge"),
    Defect.DARK: ("trop sombre", "too dark"),
    Defect.SMALL: ("de résolution trop faible", "of too low resolution"),
    Defect.BLURRED: ("floue", "blurred"),
    Defect.FAINT: ("trop pâle", "too pale"),
}

CLASSES: tuple[type[BaseDocument], ...] = get_args(get_args(Document)[0])
"""The models of all papers."""

_PAPERS = {
    "carte_grise": ("carte grise", "carte grise"),
    "certificat_cession": ("certificat de cession", "certificat de cession"),
    "controle_technique": ("contrôle technique", "contrôle technique report"),
    "situation_administrative": ("certificat de situation administrative", "certificat de situation administrative"),
    "piece_identite": ("pièce d'identité", "identity paper"),
    "kbis": ("extrait Kbis", "company register extract (Kbis)"),
    "accuse_cession": ("accusé de la déclaration de cession", "receipt of the declared sale"),
    "procuration": ("procuration", "proxy"),
    "justificatif_domicile": ("justificatif de domicile", "proof of address"),
    "mandat": ("mandat", "mandat"),
    "declaration_achat": ("déclaration d'achat", "déclaration d'achat"),
    "demande_immatriculation": ("demande de certificat d'immatriculation", "demande de certificat d'immatriculation"),
    "declaration_perte": ("déclaration de perte ou de vol", "déclaration de perte ou de vol"),
    "certificat_destruction": ("certificat de destruction", "certificat de destruction"),
    "inconnu": ("page non reconnue", "page not recognised"),
}

_FIELDS = {
    "modele": ("modèle", "model"),
    "edition": ("numéro du formulaire", "form number"),
    "exemplaire": ("numéro d'exemplaire", "copy number"),
    "immatriculation": ("numéro d'immatriculation", "registration number"),
    "vin": ("numéro d'identification (VIN)", "vehicle identification number"),
    "date_premiere_immatriculation": ("date de première immatriculation", "date of first registration"),
    "date_certificat": ("date du certificat d'immatriculation", "date of the certificate"),
    "date_immatriculation": ("date d'immatriculation", "registration date"),
    "date_fin_validite": ("fin de validité", "end of validity"),
    "titulaire": ("titulaire", "holder"),
    "est_proprietaire": ("mention « est le propriétaire »", "owner mention"),
    "nombre_titulaires": ("nombre de titulaires", "number of holders"),
    "cotitulaires": ("cotitulaires", "co-holders"),
    "marque": ("marque", "make"),
    "type_variante_version": ("type, variante, version", "type, variant, version"),
    "denomination_commerciale": ("dénomination commerciale", "commercial name"),
    "genre": ("genre", "national kind"),
    "categorie_ce": ("catégorie", "category"),
    "carrosserie": ("carrosserie", "body"),
    "cnit": ("numéro CNIT", "CNIT number"),
    "masse_max_technique_kg": ("masse maximale technique, kg", "technical maximum mass, kg"),
    "ptra_kg": ("PTRA, kg", "maximum mass with trailer, kg"),
    "masse_service_kg": ("masse en service, kg", "mass in running order, kg"),
    "poids_vide_kg": ("poids à vide, kg", "unladen mass, kg"),
    "carrosserie_ce": ("carrosserie (CE)", "body (EC)"),
    "numero_reception": ("numéro de réception", "type-approval number"),
    "cylindree_cm3": ("cylindrée, cm³", "engine capacity, cm³"),
    "puissance_kw": ("puissance nette, kW", "net power, kW"),
    "energie": ("énergie", "fuel or energy"),
    "puissance_fiscale_cv": ("puissance fiscale, CV", "fiscal power, CV"),
    "rapport_puissance_masse": ("rapport puissance sur masse", "power to mass ratio"),
    "places_assises": ("places assises", "seats"),
    "places_debout": ("places debout", "standing places"),
    "niveau_sonore_db": ("niveau sonore, dB(A)", "noise level, dB(A)"),
    "regime_moteur_trmin": ("régime du moteur, tr/min", "engine speed, rpm"),
    "co2_g_km": ("CO₂, g/km", "CO₂, g/km"),
    "classe_environnementale": ("classe environnementale", "emission class"),
    **{f"taxe_y{rank}": (f"taxe Y.{rank}", f"tax Y.{rank}") for rank in range(1, 7)},
    "ptac_kg": ("PTAC", "maximum authorised mass"),
    "mentions": ("mentions particulières", "remarks"),
    "numero_formule": ("numéro de formule", "formule number"),
    "mrz": ("zone de lecture optique", "machine readable zone"),
    "visite_avant_le": ("visite avant le", "inspection before"),
    "coupon_present": ("coupon détachable", "detachable coupon"),
    "coupon_rempli": ("coupon complété", "coupon filled in"),
    "coin_coupe": ("coin découpé", "corner cut"),
    "barree": ("barre en travers de la carte", "stroke through the card"),
    "mention_cession": ("mention « vendu le » ou « cédé le »", "handwritten mention of the sale"),
    "mention_cession_date": ("date de la mention « vendu le »", "date of the handwritten mention"),
    "mention_cession_heure": ("heure de la mention « vendu le »", "hour of the handwritten mention"),
    "signatures": ("signatures", "signatures"),
    "duplicata": ("mention « duplicata »", "duplicate mark"),
    "interieur_present": ("face intérieure", "filled side"),
    "exterieur_present": ("face extérieure", "outer side"),
    "kilometrage": ("kilométrage", "odometer reading"),
    "kilometrages_precedents": ("kilométrages précédents", "earlier odometer readings"),
    "certificat_present": ("présence du certificat d'immatriculation", "presence of the carte grise"),
    "motif_absence_certificat": ("motif d'absence du certificat", "reason why the carte grise is absent"),
    "nature": ("nature", "kind"),
    "date_cession": ("date de cession", "date of the sale"),
    "heure_cession": ("heure de cession", "hour of the sale"),
    "certifie_csa_remis": ("case « situation administrative remise »", "box: situation administrative handed over"),
    "certifie_sans_transformation": ("case « sans transformation notable »", "box: not transformed"),
    "certifie_vhu": ("case « cédé à un centre VHU »", "box: sold to a VHU centre"),
    "agrement_vhu": ("numéro d'agrément VHU", "VHU approval number"),
    "certifie_acquerir": ("case « certifie acquérir »", "box: certifies the purchase"),
    "certifie_informe": ("case « informé de la situation administrative »", "box: informed of the situation"),
    "opposition_reutilisation": ("case « opposition à la réutilisation »", "box: no re-use of the data"),
    "ratures": ("ratures", "erasures"),
    "type": ("personne physique ou morale", "natural or legal person"),
    "sexe": ("sexe", "sex"),
    "nom": ("nom", "name"),
    "siret": ("SIRET", "SIRET"),
    "adresse": ("adresse", "address"),
    "code_postal": ("code postal", "postcode"),
    "commune": ("commune", "town"),
    "date_naissance": ("date de naissance", "date of birth"),
    "lieu_naissance": ("lieu de naissance", "place of birth"),
    "fait_a": ("« fait à »", "place of signing"),
    "fait_le": ("« fait le »", "date of signing"),
    "cachet": ("cachet", "stamp"),
    "resultat": ("résultat", "result"),
    "date_controle": ("date du contrôle", "date of the inspection"),
    "limite_validite": ("limite de validité", "limit of validity"),
    "numero_pv": ("numéro du procès-verbal", "report number"),
    "numero_imprime": ("numéro d'imprimé", "form number"),
    "pays": ("pays", "country"),
    "agrement_centre": ("agrément du centre", "approval number of the centre"),
    "agrement_controleur": ("agrément du contrôleur", "approval number of the inspector"),
    "defaillances": ("défaillances", "defects"),
    "regime": ("régime du contrôle", "regime of the inspection"),
    "date_visite_initiale": ("date de la visite initiale", "date of the initial inspection"),
    "date_etat": ("date de l'état", "date of the state"),
    "date_generation": ("date d'édition", "date of issue"),
    "opposition_transfert": ("opposition au transfert", "opposition to the transfer"),
    "vehicule_economiquement_irreparable": ("véhicule économiquement irréparable", "vehicle beyond repair"),
    "vehicule_endommage": ("opposition véhicule endommagé", "damaged vehicle procedure"),
    "procedure_reparation_controlee": ("procédure de réparation contrôlée", "controlled repair procedure"),
    "declaration_valant_saisie": ("déclaration valant saisie", "seizure"),
    "gage": ("gage", "pledge"),
    "suspendue": ("immatriculation suspendue", "registration suspended"),
    "annulee": ("immatriculation annulée", "registration cancelled"),
    "vehicule_vole": ("véhicule volé", "vehicle stolen"),
    "certificat_vole": ("certificat d'immatriculation volé", "certificate stolen"),
    "certificat_perdu": ("certificat d'immatriculation perdu", "certificate lost"),
    "piece_identite.type": ("type de pièce", "kind of paper"),
    "nom_usage": ("nom d'usage", "name in use"),
    "prenoms": ("prénoms", "first names"),
    "numero": ("numéro", "number"),
    "date_delivrance": ("date de délivrance", "date of issue"),
    "date_expiration": ("date d'expiration", "date of expiry"),
    "recto": ("recto", "front"),
    "verso": ("verso", "back"),
    "certificat_duplicata": ("certificat d'immatriculation duplicata", "duplicate certificate"),
    "denomination": ("dénomination", "company name"),
    "siren": ("SIREN", "SIREN"),
    "forme_juridique": ("forme juridique", "legal form"),
    "adresse_siege": ("adresse du siège", "registered office"),
    "activite": ("activité", "activity"),
    "representants": ("représentants", "representatives"),
    "date_a_jour": ("date « à jour au »", "date up to which the extract holds"),
    "greffe": ("greffe", "court registry"),
    "observations": ("observations", "remarks"),
    "code_cession": ("code de cession", "code de cession"),
    "numero_dossier": ("numéro de dossier", "file number"),
    "date_enregistrement": ("date d'enregistrement", "date of registration"),
    "signature_2d_doc": ("signature du 2D-Doc", "signature of the 2D-Doc"),
    "mandants": ("mandants", "principals"),
    "mandataire": ("mandataire", "proxy holder"),
    "date": ("date", "date"),
    "operation": ("opération demandée", "operation asked for"),
    "informe_assurance": ("case « informé de l'obligation d'assurance »", "box: informed of the duty to insure"),
    "date_achat": ("date de l'achat", "date of the purchase"),
    "heure_achat": ("heure de l'achat", "hour of the purchase"),
    "date_vente": ("date de la vente", "date of the sale"),
    "objet": ("objet de la demande", "purpose of the request"),
    "cotitulaire_nom": ("nom du cotitulaire", "co-holder's name"),
    "loueur_nom": ("nom du loueur", "lessor's name"),
    "locataire_nom": ("nom du locataire", "lessee's name"),
    "date_demande": ("date de la demande", "date of the request"),
    "date_disparition": ("date de la disparition", "date of the loss"),
    "lieu_disparition": ("lieu de la disparition", "place of the loss"),
}

_PARTIES = {
    "vendeur_": ("{} du vendeur", "seller's {}"),
    "acquereur_": ("{} de l'acquéreur", "buyer's {}"),
    "acheteur_": ("{} de l'acheteur", "buyer's {}"),
    "mandant_": ("{} du mandant", "principal's {}"),
    "mandataire_": ("{} du mandataire", "agent's {}"),
    "titulaire_": ("{} du titulaire", "holder's {}"),
    "declarant_": ("{} du déclarant", "declarant's {}"),
    "centre_": ("{} du centre VHU", "VHU centre's {}"),
}


def paper_label(kind: str, lang: Lang = "fr") -> str:
    """Name of a kind of paper; the kind itself when it has none."""
    return _PAPERS.get(kind, (kind, kind))[lang == "en"]


def field_label(kind: str, key: str, lang: Lang = "fr") -> str:
    """Name of a field, with its code when it stands on the carte grise; the key itself when it has none."""
    for prefix, pattern in _PARTIES.items():
        if key.startswith(prefix):
            return pattern[lang == "en"].format(field_label(kind, key.removeprefix(prefix), lang))
    name = _FIELDS.get(f"{kind}.{key}", _FIELDS.get(key, (key, key)))[lang == "en"]
    code = next((model.code(key) for model in CLASSES if _kind(model) == kind and key in model.model_fields), None)
    return f"{name} ({code})" if code else name


def _kind(model: type[BaseDocument]) -> str:
    return str(model.model_fields["kind"].default)


def defect_label(defect: Defect, lang: Lang = "fr") -> str:
    """What is wrong with the picture of a page, said of the page."""
    return _DEFECTS[defect][lang == "en"]


def page_label(page: PageRef, lang: Lang = "fr") -> str:
    """How a page is called, with what is wrong with its picture.

    >>> page_label(PageRef(file="ct.pdf", page=2, defects=(Defect.DARK, Defect.BLURRED)))
    'ct.pdf, p. 2 (trop sombre, floue)'
    """
    why = ", ".join(defect_label(defect, lang) for defect in page.defects)
    return f"{page.file}, p. {page.page}" + (f" ({why})" if why else "")
