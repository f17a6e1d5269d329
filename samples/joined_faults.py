"""What can be wrong with the papers beside the four, and the dossiers of the other operations."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from pipeline.core.dates import add_months, anniversary
from pipeline.core.report import Motif
from samples import operations, stories
from samples.fault import INCOMPLETE, PEOPLE, Expected, Fault, Spoil, rejected
from samples.joined import Joined, identity, proxy
from samples.moments import sold
from samples.people import Company, Party, Person
from samples.stories import Kind, Story

FIRST_IDENTITY, SECOND_IDENTITY = "piece identite", "piece identite 2"
REPRESENTATIVE = "piece identite representant"
SALES: tuple[Kind, ...] = ("titulaire_unique", "moins_de_4_ans", "cotitulaires", "donation", "utilitaire")
ALL: tuple[Kind, ...] = (*SALES, "societe")
ONE_BUYER: tuple[Kind, ...] = ("titulaire_unique", "moins_de_4_ans", "societe", "utilitaire")

"""With an identity paper that is nobody's of the dossier: somebody must look at it."""

Change = Callable[[Joined, Story, Random], Joined | None]


def _changed(name: str, change: Change, of: Spoil = lambda story, rng: story) -> Spoil:
    """That story, with the paper of that name changed, or taken away when the change gives None."""

    def spoil(story: Story, rng: Random) -> Story:
        told = of(story, rng)
        assert any(one.name == name for one in told.joined)
        return told.with_joined(name, lambda one: change(one, told, rng))

    return spoil


def _without(name: str, of: Spoil = lambda story, rng: story) -> Spoil:
    return _changed(name, lambda *_: None, of)


def _with(name: str, of: Spoil = lambda story, rng: story, **values: object) -> Spoil:
    return _changed(name, lambda one, *_: one.but(**values), of)


def _asked(story: Story) -> date:
    assert story.facts.date_demande
    return story.facts.date_demande


def _person(party: Party) -> Person:
    assert isinstance(party, Person)
    return party


def _stranger(story: Story, rng: Random) -> Person:
    """Someone who has no name in common with the parties."""
    known = {word for party in (*story.sellers, story.buyer) for word in party.name.upper().split()}
    while known & set((stranger := Person.of(rng)).name.upper().split()):
        pass
    return stranger


def _other_company(story: Story, rng: Random) -> Company:
    while (other := Company.of(rng)).name == story.sellers[0].name:
        pass
    return other


def _passport(expires: date) -> Change:
    """The seller's identity paper is a passport that runs until that day."""

    def change(paper: Joined, story: Story, rng: Random) -> Joined:
        issued = anniversary(expires + timedelta(days=1), -10)
        return identity(paper.name, _person(story.sellers[0]), rng, "passeport", issued)

    return change


def _expired(story: Story, rng: Random) -> Story:
    expires = _asked(story) - timedelta(days=rng.randint(60, 300))
    return _changed(FIRST_IDENTITY, _passport(expires))(_grown_up(story), rng)


def _expired_since_sale(story: Story, rng: Random) -> Story:
    """In force at the sale, and no more on the day of the request."""
    asked = _asked(story)
    told = sold(_grown_up(story), datetime.combine(asked - timedelta(days=6), story.sold_at.time()))
    return _changed(FIRST_IDENTITY, _passport(asked - timedelta(days=3)))(told, rng)


def _grown_up(story: Story) -> Story:
    """The first seller as old as the holder of a passport for ten years must be."""
    first, *others = story.sellers
    older = replace(_person(first), born_on=min(_person(first).born_on, date(1990, 6, 1)))
    return replace(story, sellers=(older, *others))


def _prolonged(paper: Joined, story: Story, rng: Random) -> Joined:
    """A card of 2012 or 2013, which runs five years longer than it says."""
    issued = date(2012, 1, 2) + timedelta(days=rng.randrange(700))
    return identity(paper.name, _person(story.sellers[0]), rng, "cni", issued)


def _one_side(paper: Joined, story: Story, rng: Random) -> Joined:
    """The card of 2021 without its back, where the day of issue and the strip stand."""
    card = identity(paper.name, _person(story.sellers[0]), rng, "cni_2021")
    return card.but(verso=False, mrz=None, date_delivrance=None)


def _by_proxy(story: Story, rng: Random) -> Story:
    """The co-holder signs nothing but the letter, some days before the sale."""
    holder, other = (_person(seller) for seller in story.sellers)
    day = story.sold_at.date() - timedelta(days=rng.randint(1, 6))
    letter = proxy((other,), holder, story.vehicle, day, story.hands[1:])
    signed = story.with_card(signatures=1).with_cession(vendeur_signatures=1)
    return replace(signed, joined=(*signed.joined, letter)).with_joined("mandat", lambda one: one.but(signatures=1))


def _of_another(vehicle_of: Joined, story: Story, rng: Random) -> Joined:
    other = stories.another_vehicle(story, rng)
    return vehicle_of.but(immatriculation=other.plate, vin=other.vin, marque=other.model.marque)


def _aged(paper: Joined, story: Story, rng: Random) -> Joined:
    return paper.but(date_a_jour=add_months(_asked(story), -24) - timedelta(days=rng.randint(1, 90)))


def _four_months(paper: Joined, story: Story, rng: Random) -> Joined:
    return paper.but(date_a_jour=add_months(_asked(story), -4))


def _of_other_company(paper: Joined, story: Story, rng: Random) -> Joined:
    other = _other_company(story, rng)
    return paper.but(denomination=other.name, siren=other.siret[:9])


def _old_mandate(paper: Joined, story: Story, rng: Random) -> Joined:
    return paper.but(fait_le=_asked(story) - timedelta(days=rng.randint(95, 200)))


def _old_bill(paper: Joined, story: Story, rng: Random) -> Joined:
    return paper.but(date=add_months(_asked(story), -7))


IDENTITY_FAULTS = {
    "identite_absente": Fault(
        "sans pièce d'identité du vendeur",
        _without(FIRST_IDENTITY),
        rejected("docs.id-seller", motifs=INCOMPLETE),
        SALES,
    ),
    "identite_cotitulaire_absente": Fault(
        "sans pièce d'identité du cotitulaire",
        _without(SECOND_IDENTITY),
        rejected("docs.id-seller", motifs=INCOMPLETE),
        ("cotitulaires",),
    ),
    "identite_expiree": Fault("pièce d'identité du vendeur expirée", _expired, rejected("id.valid"), SALES),
    "identite_expiree_depuis": Fault(
        "pièce d'identité du vendeur expirée entre la vente et la demande",
        _expired_since_sale,
        Expected(failed=("id.valid",)),
        SALES,
    ),
    "identite_prolongee": Fault(
        "carte d'identité prolongée de cinq ans",
        lambda story, rng: _changed(FIRST_IDENTITY, _prolonged)(_grown_up(story), rng),
        Expected(),
        SALES,
    ),
    "identite_autre": Fault(
        "pièce d'identité d'une autre personne que le vendeur",
        _changed(FIRST_IDENTITY, lambda one, story, rng: identity(one.name, _stranger(story, rng), rng)),
        rejected("docs.id-seller", "party.seller-id-match", motifs=(*Motif,)),
        ("titulaire_unique", "moins_de_4_ans", "donation", "utilitaire"),
    ),
    "identite_recto": Fault(
        "verso de la carte d'identité du vendeur absent",
        _changed(FIRST_IDENTITY, _one_side),
        rejected("id.both-sides", motifs=INCOMPLETE),
        SALES,
    ),
    "procuration": Fault("cotitulaire absent, procuration jointe", _by_proxy, Expected(), ("cotitulaires",)),
}
MANDATE_FAULTS = {
    "mandat_absent": Fault("sans mandat", _without("mandat"), rejected("docs.mandat", motifs=INCOMPLETE), ALL),
    "mandat_non_signe": Fault(
        "mandat non signé", _with("mandat", signatures=0), rejected("mandat.signed", motifs=INCOMPLETE), SALES
    ),
    "mandat_non_date": Fault(
        "mandat non daté", _with("mandat", fait_le=None), rejected("mandat.dated", motifs=INCOMPLETE), ALL
    ),
    "mandat_ancien": Fault(
        "mandat de plus de trois mois", _changed("mandat", _old_mandate), Expected(failed=("mandat.dated",)), ALL
    ),
    "mandat_autre_vehicule": Fault(
        "mandat pour un autre véhicule",
        _changed("mandat", _of_another),
        rejected("mandat.vehicle-match", "veh.plate-match", "veh.vin-match", "veh.make-match"),
    ),
    "mandat_autre_personne": Fault(
        "mandat donné par une autre personne que le vendeur",
        _changed("mandat", lambda one, story, rng: one.but(mandant_nom=_stranger(story, rng).name)),
        rejected("mandat.principal-match"),
        PEOPLE,
    ),
    "mandat_sans_cachet": Fault(
        "mandat de la société sans cachet",
        _with("mandat", cachet=False),
        rejected("mandat.company-stamp", motifs=INCOMPLETE),
        ("societe",),
    ),
}
COMPANY_FAULTS = {
    "kbis_absent": Fault(
        "sans Kbis de la société", _without("kbis"), rejected("docs.kbis", motifs=INCOMPLETE), ("societe",)
    ),
    "kbis_ancien": Fault("Kbis de plus de deux ans", _changed("kbis", _aged), rejected("kbis.age"), ("societe",)),
    "kbis_quatre_mois": Fault(
        "Kbis de quatre mois", _changed("kbis", _four_months), Expected(failed=("kbis.age",)), ("societe",)
    ),
    "kbis_autre_societe": Fault(
        "Kbis d'une autre société",
        _changed("kbis", _of_other_company),
        rejected("kbis.identity", "party.company-name-match"),
        ("societe",),
    ),
    "representant_absent": Fault(
        "sans pièce d'identité du représentant de la société",
        _without(REPRESENTATIVE),
        rejected("docs.rep-id", motifs=INCOMPLETE),
        ("societe",),
    ),
    "representant_autre": Fault(
        "pièce d'identité de quelqu'un qui ne représente pas la société",
        _changed(REPRESENTATIVE, lambda one, story, rng: identity(one.name, _stranger(story, rng), rng)),
        rejected("party.representative-capacity", motifs=(Motif.NON_CONFORME, Motif.ILLISIBLE)),
        ("societe",),
    ),
}
OPERATION_FAULTS = {
    "immatriculation": Fault(
        "dossier conforme : immatriculation par l'acquéreur", operations.registered, Expected(), ONE_BUYER
    ),
    "achat": Fault("dossier conforme : achat par un professionnel", operations.to_trader, Expected(), ONE_BUYER),
    "destruction": Fault("dossier conforme : cession pour destruction", operations.destroyed, Expected(), ONE_BUYER),
    "demande_absente": Fault(
        "immatriculation sans demande (cerfa 13750)",
        _without("demande immatriculation", operations.registered),
        rejected("docs.demand-13750", motifs=INCOMPLETE),
        ONE_BUYER,
    ),
    "domicile_absent": Fault(
        "immatriculation sans justificatif de domicile",
        _without("justificatif domicile", operations.registered),
        rejected("docs.domicile", motifs=INCOMPLETE),
        ONE_BUYER,
    ),
    "domicile_ancien": Fault(
        "immatriculation avec un justificatif de domicile de sept mois",
        _changed("justificatif domicile", _old_bill, operations.registered),
        rejected(motifs=(Motif.ILLISIBLE,)),  # a tax notice is good for longer, and the kind of bill is not read
        ONE_BUYER,
    ),
    "acquereur_sans_identite": Fault(
        "immatriculation sans pièce d'identité de l'acquéreur",
        _without(FIRST_IDENTITY, operations.registered),
        rejected("docs.id-buyer", motifs=INCOMPLETE),
        ONE_BUYER,
    ),
    "acquereur_autre_naissance": Fault(
        "acquéreur né un autre jour sur sa pièce d'identité que sur le certificat de cession",
        lambda story, rng: _changed(
            FIRST_IDENTITY,
            lambda one, told, _: identity(
                one.name,
                replace(_person(told.buyer), born_on=_person(told.buyer).born_on - timedelta(days=rng.randint(9, 25))),
                rng,
            ),
            operations.registered,
        )(story, rng),
        rejected("party.buyer-id-match"),
        ONE_BUYER,
    ),
    "declaration_achat_absente": Fault(
        "achat par un professionnel sans déclaration d'achat",
        lambda story, rng: (
            operations.to_trader(story, rng)
            .with_joined("declaration achat", lambda _: None)
            .with_joined("recepisse", lambda _: None)
        ),
        rejected("docs.da-buyer", motifs=INCOMPLETE),
        ONE_BUYER,
    ),
    "vhu_absent": Fault(
        "destruction sans numéro d'agrément du centre VHU",
        lambda story, rng: operations.destroyed(story, rng).with_cession(certifie_vhu=False, agrement_vhu=None),
        rejected("cerfa.vhu-number", "destruction.documents", motifs=(Motif.INCOMPLET, Motif.NON_CONFORME)),
        ("titulaire_unique", "moins_de_4_ans", "utilitaire"),
    ),
}

FAULTS = {**IDENTITY_FAULTS, **MANDATE_FAULTS, **COMPANY_FAULTS, **OPERATION_FAULTS}
"""By name, as in `samples.faults`."""
