"""The sample dossiers that are shipped: which they are, and the command that makes them again.

    python -m samples.committed

makes `samples/dossiers/` and the list in `samples/README.md` anew, byte for byte with the same fonts and libraries;
with a folder after it, they are made there instead.
"""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from random import Random

from samples import scan, stories, writer

HERE = Path(__file__).parent
QUALITY = (36, 44)
"""Of their JPEGs: all samples together stay below 25 MB."""
IN_BLACK = frozenset(
    {"mandat", "kbis", "situation_administrative", "demande_immatriculation", "declaration_achat",
     "justificatif_domicile"}
)  # fmt: skip
"""Kinds of papers that are scanned in black and white, a sixth of the size."""


@dataclass(frozen=True)
class Shipped:
    """One sample that is shipped."""

    name: str
    kind: stories.Kind
    fault: str | None
    level: scan.Level
    seed: int
    """Chosen so that the dossiers differ in hands, editions, networks and files."""
    again: int = 0
    """Another number scans the papers beside the four in another way, and leaves the four."""


SHIPPED = (
    Shipped("titulaire-unique", "titulaire_unique", None, "clean", 5),
    Shipped("cotitulaires", "cotitulaires", None, "office", 2),
    Shipped("donation", "donation", None, "office", 4),
    Shipped("moins-de-4-ans", "moins_de_4_ans", None, "office", 4),
    Shipped("societe", "societe", None, "office", 16),
    Shipped("contre-visite", "titulaire_unique", "ct_contre_visite", "office", 2),
    Shipped("csa-15-jours", "titulaire_unique", "csa_15_jours", "office", 1, again=1),
    Shipped("gage", "titulaire_unique", "gage", "office", 10),
    Shipped("ct-6-mois", "titulaire_unique", "ct_6_mois", "office", 8),
    Shipped("ct-critique", "utilitaire", "ct_critique", "office", 5),
    Shipped("ct-autre-vehicule", "titulaire_unique", "ct_autre_vehicule", "office", 8),
    Shipped("plaque", "titulaire_unique", "plaque", "office", 9),
    Shipped("vin", "titulaire_unique", "vin", "office", 15, again=1),
    Shipped("formule", "cotitulaires", "formule", "office", 16),
    Shipped("vendeur-non-titulaire", "titulaire_unique", "vendeur_non_titulaire", "office", 5),
    Shipped("signature-cotitulaire", "cotitulaires", "signature_cotitulaire_cession", "office", 2),
    Shipped("heure-absente", "donation", "heure_absente", "office", 4),
    Shipped("carte-non-barree", "titulaire_unique", "carte_non_barree", "office", 2, again=2),
    Shipped("identite-expiree", "moins_de_4_ans", "identite_expiree", "office", 21),
    Shipped("identite-recto", "moins_de_4_ans", "identite_recto", "office", 2),
    Shipped("identite-autre", "moins_de_4_ans", "identite_autre", "office", 3),
    Shipped("mandat-absent", "moins_de_4_ans", "mandat_absent", "office", 4),
    Shipped("mandat-non-signe", "moins_de_4_ans", "mandat_non_signe", "office", 5),
    Shipped("immatriculation", "moins_de_4_ans", "immatriculation", "office", 39),
)

README = """# Sample dossiers

All people, companies and vehicles are invented; every page says SPECIMEN in small grey letters. Each folder of
`dossiers/` holds the papers of one transfer as someone would send them in, `dossier.toml` with the day of the request,
and `expected.json` with the answer and the values that must be read.

Levels: `clean` 300 dpi, hardly any noise; `office` 200 dpi, grey or colour, askew by up to 1.5 degrees, JPEG; `bad`
150 dpi, faint and dusty; `photo` taken by hand on a table. Mandates, extracts, requests and the like are scanned in
black and white here, and pictures are compressed more than usual, to keep the samples small. Made by
`python -m samples.committed` from the table in `committed.py`; more of them with
`conforme samples --out DIR --count N --seed S --level L`.

| sample | what it shows | expected | level |
|---|---|---|---|
"""


def make(shipped: Shipped) -> writer.Sample:
    """That sample."""
    return writer.sample(
        shipped.name,
        shipped.kind,
        shipped.fault,
        shipped.level,
        _chance(shipped),
        quality=QUALITY,
        in_black=IN_BLACK,
        again=shipped.again,
    )


def truth_of(shipped: Shipped) -> writer.Truth:
    """What must be answered and read of that sample, without drawing it."""
    return writer.truth_of(*writer.tell(shipped.kind, shipped.fault, _chance(shipped)))


def _chance(shipped: Shipped) -> Random:
    return Random(f"{shipped.name}-{shipped.seed}")


def main(out: Path = HERE) -> None:
    """Make all shipped samples and their list anew in that folder."""
    folder = out / "dossiers"
    shutil.rmtree(folder, ignore_errors=True)
    lines = []
    for shipped in SHIPPED:
        sample = make(shipped)
        writer.write(sample, folder / sample.name)
        answer = ", ".join((sample.truth.verdict, *sample.truth.motifs, *(f"`{rule}`" for rule in sample.truth.failed)))
        lines.append(f"| `{sample.name}` | {sample.words} | {answer} | {shipped.level} |\n")
    (out / "README.md").write_text(README + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
