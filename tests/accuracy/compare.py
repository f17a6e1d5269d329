"""What was read beside what was drawn."""

from collections.abc import Mapping, Sequence
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
    """Each paper drawn with the one of its kind that has most values in common, none taken twice."""
    left = list(read)
    pairs = []
    for paper in true:
        found = max(
            (one for one in left if one.kind == paper.kind),
            key=lambda one: sum(
                same(one.fields.get(key, NOT_READ).value, value) for key, value in paper.fields.items()
            ),
            default=None,
        )
        if found is not None:
            left.remove(found)
        pairs.append(Pair(paper, found))
    return pairs


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
