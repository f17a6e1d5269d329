"""What can be wrong with a dossier: one fault each, and what a check must say of it.

The rules named are those that fail, blocking or warning, with the default policy and the operation `cession`; the
ids are those of the catalogue.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Literal

from pipeline.core.dates import add_months
from pipeline.core.formats import texte
from pipeline.core.report import Motif
from samples import joined_faults, stories
from samples.cession import Fill
from samples.fault import INCOMPLETE, PEOPLE, Expected, Fault, Spoil, rejected
from samples.moments import issued, sold
from samples.papers import Unknown
from samples.people import Person
from samples.stories import Story, inspect
from samples.vehicles import other_character

BEFORE_SALE = timedelta(days=1)


def _after_sale(story: Story, rng: Random) -> Story:
    """The certificate of situation asked for once the vehicle was sold: too late, and yet no reason to refuse."""
    assert story.facts.date_demande
    day = story.facts.date_demande - timedelta(days=4)
    return issued(-2)(sold(story, datetime.combine(day, story.sold_at.time())), rng)


def _last_day(story: Story, rng: Random) -> Story:
    """The last day on which the certificate of situation is young enough, sold and filed on one day."""
    assert story.facts.date_demande
    return issued(14)(sold(story, datetime.combine(story.facts.date_demande, story.sold_at.time())), rng)


def _active(**rubrics: str) -> Spoil:
    """Entries in the certificate of situation, which must then be one that has rubrics."""

    def spoil(story: Story, rng: Random) -> Story:
        detailed = (
            story
            if story.situation and story.situation.modele != "siv_simple"
            else story.with_situation(modele="siv_detaille")
        )
        return detailed.with_situation(**rubrics)

    return spoil


def _inspected(result: Literal["A", "S", "R"], months: int, days: int = 0) -> Spoil:
    """The inspection made that long before the request, with that result."""

    def spoil(story: Story, rng: Random) -> Story:
        assert story.facts.date_demande
        ((old, details),) = story.inspections
        on = add_months(story.facts.date_demande, -months) - timedelta(days=days)
        return replace(
            story, inspections=((inspect(story.vehicle, on, old.kilometrage, result, details, rng), details),)
        )

    return spoil


def _six_months(story: Story, rng: Random) -> Story:
    """Six months to the day of the request, still under six months on the day of the sale."""
    asked = story.facts.date_demande
    assert asked
    at = datetime.combine(min(story.sold_at.date(), asked - BEFORE_SALE), story.sold_at.time())
    return _inspected("A", 6)(sold(story, at), rng)


def _retested(story: Story, rng: Random) -> Story:
    """An unfavourable inspection and the favourable visit that followed: nothing wrong."""
    spoiled = _inspected("S", 3, rng.randint(0, 20))(story, rng)
    ((first, details),) = spoiled.inspections
    on = first.date_controle + timedelta(days=rng.randint(5, 40))
    again = inspect(story.vehicle, first.date_controle, first.kilometrage + 12, "A", details, rng)
    retest = again.model_copy(
        update={
            "nature": "contre_visite",
            "date_controle": on,
            "numero_pv": f"{int(first.numero_pv) + 321:08d}",
            "date_visite_initiale": first.date_controle,
            "kilometrages_precedents": first.kilometrages_precedents,
            "agrement_centre": first.agrement_centre,
            "agrement_controleur": first.agrement_controleur,
        }
    )
    return replace(spoiled, inspections=((first, details), (retest, replace(details, initial_pv=first.numero_pv))))


def _others_inspection(story: Story, rng: Random) -> Story:
    other = stories.another_vehicle(story, rng)
    ((old, details),) = story.inspections
    theirs = inspect(other, old.date_controle, old.kilometrage, "A", replace(details, cnit=other.model.cnit), rng)
    return replace(story, inspections=((theirs, replace(details, cnit=other.model.cnit)),))


def _voluntary(story: Story, rng: Random) -> Story:
    return story.with_inspection(nature="volontaire", limite_validite=None, defaillances=())


def _wrong_character(key: str, ranks: tuple[int, ...]) -> Spoil:
    """One character of the certificate of sale other than on the card."""

    def spoil(story: Story, rng: Random) -> Story:
        assert story.cession
        wrong = other_character(getattr(story.cession, key), rng.choice(ranks), rng)
        return replace(story, fill=replace(story.fill, plate="")).with_cession(**{key: wrong})

    return spoil


def _other_first_date(story: Story, rng: Random) -> Story:
    return story.with_cession(
        date_premiere_immatriculation=story.vehicle.first_registered - timedelta(days=rng.randint(9, 25))
    )


def _other_seller(story: Story, rng: Random) -> Story:
    known = {word for party in (*story.sellers, story.buyer) for word in texte.compact(party.name).split()}
    while True:
        stranger = Person.of(rng)
        if not known & set(texte.compact(stranger.name).split()):
            break
    theirs = stories.papers_of_sellers(replace(story, sellers=(stranger,)))
    return replace(story, fill=replace(story.fill, seller_name=stranger.name), joined=theirs).with_cession(
        vendeur_nom=stranger.name, vendeur_sexe=stranger.sex
    )


def _moved(story: Story, rng: Random) -> Story:
    new = stories.other_town(story.fill.seller, rng)
    fill: Fill = replace(story.fill, seller=new)
    return replace(story, fill=fill).with_cession(
        vendeur_adresse=new.line, vendeur_code_postal=new.postcode, vendeur_commune=new.town, vendeur_fait_a=new.town
    )


def _unsigned(key: str, paper: Literal["card", "cession"], left: int) -> Spoil:
    """Only that many signatures."""

    def spoil(story: Story, rng: Random) -> Story:
        return story.with_card(**{key: left}) if paper == "card" else story.with_cession(**{key: left})

    return spoil


def _no_hour(story: Story, rng: Random) -> Story:
    return story.with_cession(heure_cession=None)


def _no_hour_on_card(story: Story, rng: Random) -> Story:
    return story.with_card(mention_cession=f"vendu le {story.sold_at:%d/%m/%Y}", mention_cession_heure=None)


def _no_mention(story: Story, rng: Random) -> Story:
    return story.with_card(mention_cession=None, mention_cession_date=None, mention_cession_heure=None)


def _other_mention(story: Story, rng: Random) -> Story:
    day = story.sold_at.date() - timedelta(days=rng.randint(2, 8))
    return story.with_card(mention_cession=f"vendu le {day:%d/%m/%Y} à {story.sold_at:%Hh%M}", mention_cession_date=day)


def _fewer_km(story: Story, rng: Random) -> Story:
    ((inspection, _),) = story.inspections
    return story.with_cession(kilometrage=max(10, inspection.kilometrage - rng.randint(900, 2900)))


def _coholder_by_surname(story: Story, rng: Random) -> Story:
    """C.4.1 as on the published specimen: the surname alone."""
    other = story.sellers[1]
    assert isinstance(other, Person)
    return story.with_card(cotitulaires=(texte.compact(other.surname),))


def _no_inspection(story: Story, rng: Random) -> Story:
    return replace(story, inspections=()).with_card(visite_avant_le=None)


def _without(**nothing: object) -> Spoil:
    """A paper that is not there."""

    def spoil(story: Story, rng: Random) -> Story:
        return replace(story, **nothing)  # type: ignore[arg-type]  # attributes of a story, each to its empty value

    return spoil


def _blank(**values: bool | None) -> Spoil:
    """Places of the certificate of sale left empty."""

    def spoil(story: Story, rng: Random) -> Story:
        return story.with_cession(**values)

    return spoil


FAULTS: dict[str, Fault] = {
    "csa_15_jours": Fault(
        "certificat de situation administrative établi 15 jours avant la vente",
        issued(15),
        rejected("csa.freshness", "csa.at-declaration"),
    ),
    "csa_14_jours": Fault("certificat de situation administrative de 14 jours", _last_day, Expected()),
    "csa_apres_vente": Fault(
        "certificat de situation administrative daté d'après la vente",
        _after_sale,
        Expected(failed=("csa.issued-after-sale",)),
    ),
    "gage": Fault("gage inscrit", _active(gage="active"), rejected("csa.gage")),
    "opposition": Fault(
        "opposition au transfert (OTCI)", _active(opposition_transfert="active"), rejected("csa.clear")
    ),
    "saisie": Fault("déclaration valant saisie", _active(declaration_valant_saisie="active"), rejected("csa.clear")),
    "vehicule_endommage": Fault(
        "opposition véhicule endommagé", _active(vehicule_endommage="active"), rejected("csa.clear")
    ),
    "suspendue": Fault("immatriculation suspendue", _active(suspendue="active"), rejected("csa.vehicle-status")),
    "vol": Fault("véhicule volé", _active(vehicule_vole="active"), rejected("csa.theft")),
    "csa_absent": Fault(
        "sans certificat de situation administrative",
        _without(situation=None),
        rejected("docs.csa", motifs=INCOMPLETE),
    ),
    "csa_remplace_par_rapport": Fault(
        "rapport HistoVec au lieu du certificat de situation administrative",
        lambda story, rng: replace(story, situation=None, extras=(Unknown(look="histovec_rapport"),)),
        rejected("docs.csa", "docs.page-unknown", motifs=INCOMPLETE),
    ),
    "ct_6_mois": Fault("contrôle technique de six mois jour pour jour", _six_months, rejected("ct.freshness")),
    "ct_critique": Fault(
        "contrôle technique défavorable, défaillances critiques", _inspected("R", 1, 9), rejected("ct.result-critical")
    ),
    "ct_majeur_depasse": Fault(
        "contrôle technique défavorable (majeures) de plus de deux mois",
        _inspected("S", 2, 12),
        rejected("ct.result-major"),
    ),
    "ct_majeur_recent": Fault(
        "contrôle technique défavorable (majeures) de moins de deux mois",
        _inspected("S", 1, 2),
        Expected(failed=("ct.result-major",)),
    ),
    "ct_contre_visite": Fault("contrôle défavorable suivi d'une contre-visite favorable", _retested, Expected()),
    "ct_absent": Fault("sans contrôle technique", _no_inspection, rejected("docs.ct", motifs=INCOMPLETE)),
    "ct_autre_vehicule": Fault(
        "contrôle technique d'un autre véhicule",
        _others_inspection,
        rejected("ct.vehicle-match", "veh.first-reg-match", "veh.make-match", "veh.plate-match", "veh.vin-match"),
        ("titulaire_unique", "cotitulaires", "donation", "societe"),
    ),
    "ct_volontaire": Fault("contrôle volontaire au lieu du contrôle technique", _voluntary, rejected("ct.kind")),
    "plaque": Fault(
        "immatriculation fausse d'un caractère sur le certificat de cession",
        _wrong_character("immatriculation", (0, 1, 3, 4, 5, 7, 8)),
        rejected("veh.plate-match"),
    ),
    "vin": Fault(
        "VIN faux d'un caractère sur le certificat de cession",
        _wrong_character("vin", (11, 12, 13, 14, 15)),
        rejected("veh.vin-match"),
    ),
    "formule": Fault(
        "numéro de formule faux d'un caractère sur le certificat de cession",
        _wrong_character("numero_formule", (6, 7, 8, 9, 10)),
        rejected("veh.formule-match"),
    ),
    "formule_absente": Fault(
        "numéro de formule non rempli",
        _blank(numero_formule=None),
        rejected("veh.formule-required", "cerfa.vehicle-block", motifs=INCOMPLETE),
    ),
    "premiere_immatriculation": Fault(
        "date de première immatriculation différente sur le certificat de cession",
        _other_first_date,
        rejected("veh.first-reg-match"),
    ),
    "vendeur_non_titulaire": Fault(
        "vendeur qui n'est pas le titulaire (C.1)",
        _other_seller,
        rejected("party.seller-is-holder", "scope.chain-of-title"),
        ("titulaire_unique", "donation", "utilitaire"),
    ),
    "adresse_vendeur": Fault(
        "vendeur domicilié dans une autre commune que sur la carte grise",
        _moved,
        rejected("party.seller-address"),
        PEOPLE,
    ),
    "cotitulaire_sans_prenom": Fault(
        "cotitulaire dont la carte grise n'imprime que le nom", _coholder_by_surname, Expected(), ("cotitulaires",)
    ),
    "signature_cotitulaire_cession": Fault(
        "signature du cotitulaire absente du certificat de cession",
        _unsigned("vendeur_signatures", "cession", 1),
        rejected("cerfa.signature-coholders", motifs=INCOMPLETE),
        ("cotitulaires",),
    ),
    "signature_cotitulaire_carte": Fault(
        "signature du cotitulaire absente de la carte grise",
        _unsigned("signatures", "card", 1),
        rejected("ci.signature-coholders", motifs=INCOMPLETE),
        ("cotitulaires",),
    ),
    "signature_vendeur": Fault(
        "signature du vendeur absente du certificat de cession",
        _unsigned("vendeur_signatures", "cession", 0),
        rejected("cerfa.signature-seller", motifs=INCOMPLETE),
        ("titulaire_unique", "donation", "utilitaire", "societe"),
    ),
    "signature_acquereur": Fault(
        "signature de l'acquéreur absente du certificat de cession",
        _unsigned("acquereur_signatures", "cession", 0),
        rejected("cerfa.signature-buyer", motifs=INCOMPLETE),
    ),
    "signature_carte": Fault(
        "signature du titulaire absente de la carte grise",
        _unsigned("signatures", "card", 0),
        rejected("ci.signature-holder", motifs=INCOMPLETE),
        ("titulaire_unique", "donation", "utilitaire", "societe"),
    ),
    "heure_absente": Fault("heure de la vente non remplie", _no_hour, rejected("cerfa.sale-time", motifs=INCOMPLETE)),
    "heure_absente_carte": Fault(
        "heure absente de la mention de la carte grise", _no_hour_on_card, Expected(failed=("ci.mention-time",))
    ),
    "date_vente_absente": Fault(
        "date de la vente non remplie",
        _blank(date_cession=None, heure_cession=None),
        rejected(
            "cerfa.sale-date",
            "cerfa.sale-time",
            "csa.freshness",
            "csa.issued-after-sale",
            "ct.age-crossing",
            "ct.result-major",
            "delay.declaration",
            motifs=(Motif.INCOMPLET, Motif.ILLISIBLE),
        ),
    ),
    "exterieur_absent": Fault(
        "face extérieure de la carte grise absente",
        lambda story, rng: replace(story, faces=("interieur",)),
        rejected("docs.ci", motifs=INCOMPLETE),
    ),
    "carte_non_barree": Fault(
        "carte grise non barrée",
        lambda story, rng: story.with_card(barree=False),
        rejected("ci.struck", motifs=INCOMPLETE),
    ),
    "mention_absente": Fault(
        "mention « vendu le » absente de la carte grise", _no_mention, rejected("ci.mention", motifs=INCOMPLETE)
    ),
    "mention_autre_date": Fault(
        "autre date sur la carte grise que sur le certificat", _other_mention, rejected("ci.mention-date-match")
    ),
    "kilometrage": Fault("kilométrage inférieur à celui du contrôle technique", _fewer_km, rejected("km.not-below-ct")),
    "cession_absente": Fault(
        "sans certificat de cession",
        _without(cession=None),
        rejected("docs.cerfa", motifs=(*INCOMPLETE, Motif.ILLISIBLE)),
    ),
    "carte_absente": Fault(
        "sans carte grise", _without(card=None), rejected("docs.ci", motifs=(*INCOMPLETE, Motif.ILLISIBLE))
    ),
    "cachet_absent": Fault(
        "cachet de la société absent du certificat de cession",
        _blank(vendeur_cachet=False),
        rejected("cerfa.company-stamp", motifs=INCOMPLETE),
        ("societe",),
    ),
    **joined_faults.FAULTS,
}
"""By name. Those that expect a pass are cases at the edge, and nothing is wrong with them."""
