"""What was read beside what was drawn."""

from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any, NamedTuple

from samples.papers import Reading
from tests.accuracy.results import FieldRead, PaperRead

KEY_FIELDS: dict[str, tuple[str, ...]] = {
    "carte_grise": (
        "immatriculation", "date_premiere_immatriculation", "titulaire", "cotitulaires", "vin", "date_certificat",
        "numero_formule", "mention_cession_date",
    ),
    "certificat_cession": (
        "immatriculation", "vin", "date_premiere_immatriculation", "numero_formule", "date_cession", "heure_cession",
        "vendeur_nom", "acquereur_nom", "kilometrage",
    ),
    "controle_technique": ("immatriculation", "vin", "date_controle", "resultat", "limite_validite", "kilometrage"),
    "situation_administrative": ("immatriculation", "date_generation", "gage", "opposition_transfert"),
    "piece_identite": ("type", "nom", "prenoms", "date_naissance", "numero", "date_delivrance", "date_expiration"),
    "kbis": ("denomination", "siren", "representants", "date_a_jour", "observations"),
    "accuse_cession": (
        "code_cession", "numero_dossier", "immatriculation", "vin", "date_cession", "heure_cession", "vendeur_nom",
        "acquereur_nom",
    ),
    "procuration": ("mandants", "mandataire", "immatriculation", "fait_le"),
    "justificatif_domicile": ("nom", "adresse", "date"),
    "mandat": ("mandant_nom", "mandataire_nom", "mandataire_siret", "immatriculation", "vin", "fait_le"),
    "declaration_achat": (
        "immatriculation", "vin", "acheteur_nom", "acheteur_siren", "vendeur_nom", "date_achat", "heure_achat",
        "numero_formule",
    ),
    "demande_immatriculation": (
        "immatriculation", "vin", "date_premiere_immatriculation", "numero_formule", "titulaire_nom",
        "cotitulaire_nom", "date_demande",
    ),
    "declaration_perte": ("nature", "immatriculation", "declarant_nom", "date_disparition", "fait_le"),
    "certificat_destruction": ("immatriculation", "vin", "centre_nom", "date_achat"),
}  # fmt: skip
"""By kind, the fields that a verdict hangs on."""

NOT_READ = FieldRead(value=None, confidence=0.0, source=None)


class Pair(NamedTuple):
    """A paper drawn, and the one read that is most like it."""

    true: Reading
    read: PaperRead | None

    def field(self, key: str) -> FieldRead:
        """What was read of that field."""
        return self.read.fields.get(key, NOT_READ) if self.read else NOT_READ


def paired(true: Sequence[Reading], read: Sequence[PaperRead]) -> list[Pair]:
    """Each paper drawn with one of its kind, none taken twice, so that most values of all of them are in common.

    Of all of them, and not one after the other: the two copies of a form say the same but for their number, and the
    better read one is most like both.
    """
    pairs: dict[int, Pair] = {}
    for kind in {paper.kind for paper in true}:
        ranks = [rank for rank, paper in enumerate(true) if paper.kind == kind]
        found: list[PaperRead | None] = [paper for paper in read if paper.kind == kind]
        found += [None] * (len(ranks) - len(found))
        ways = (
            [Pair(true[rank], one) for rank, one in zip(ranks, way, strict=True)]
            for way in permutations(found, len(ranks))
        )
        best = max(ways, key=lambda way: sum(map(_common, way)))
        pairs |= dict(zip(ranks, best, strict=True))
    return [pairs[rank] for rank in range(len(true))]


def _common(pair: Pair) -> int:
    """How many values are read as drawn."""
    return sum(same(pair.field(key).value, value) for key, value in pair.true.fields.items()) if pair.read else 0


def same(read: Any, true: Any) -> bool:
    """Equal, numbers by value, an empty list as nothing."""
    if read in (None, []) and true in (None, []):
        return True
    if isinstance(true, bool) or isinstance(read, bool):
        return read is true
    if not isinstance(true, int | float):
        return bool(read == true)
    try:
        return abs(float(read) - true) < 1e-9
    except (TypeError, ValueError):
        return False


def keys_drawn(paper: Reading) -> Mapping[str, Any]:
    """The key fields that say something on that paper."""
    names = KEY_FIELDS.get(paper.kind, ())
    return {key: paper.fields[key] for key in names if paper.fields.get(key) not in (None, [])}
