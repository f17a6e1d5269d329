"""Whether what is in the dossier can be judged: files, pages, readings (family docs of rules.md, second half).

`docs.file-readable`, `docs.file-supported`, `docs.file-duplicate` and `docs.page-unknown` are rules of the project:
contract.md wants every file and page that cannot be used to be a finding of its dossier.
"""

from dataclasses import replace
from itertools import combinations

from pipeline.core.documents import (
    CarteGrise,
    CertificatCession,
    ControleTechnique,
    Document,
    Inconnu,
    SituationAdministrative,
)
from pipeline.core.dossier import FileRecord, FileStatus
from pipeline.core.labels import field_label, page_label, paper_label
from pipeline.core.model import Defect, PageRef
from pipeline.core.report import Motif, Severity
from validators.context import Context
from validators.matrix import is_asked_for
from validators.quote import Quote, quote
from validators.rule import (
    PROJECT,
    Doubts,
    Files,
    Outcome,
    Papers,
    Rule,
    Wording,
    fails,
    held,
    review,
)
from validators.wording import unread

FOUR_PAPERS = {
    "cartes": Papers("carte_grise"),
    "cerfas": Papers("certificat_cession"),
    "pvs": Papers("controle_technique"),
    "certificats": Papers("situation_administrative"),
}
BROKEN = (FileStatus.DAMAGED, FileStatus.ENCRYPTED, FileStatus.EMPTY, FileStatus.OVERSIZED, FileStatus.UNREADABLE)


def is_legible(
    *,
    doubts: tuple[Quote, ...],
    papers: tuple[Document, ...],
    context: Context,
) -> Outcome:
    """docs.legibility: papers asked for surely recognised, and all fields that blocking rules ask for surely read."""
    least = context.policy.min_classification
    hazy = [paper for paper in papers if paper.confidence < least and is_asked_for(paper.kind, context)]
    if hazy:
        return replace(review("kind", papers=", ".join(paper.id for paper in hazy)), paper=hazy[0].kind)
    if not doubts:
        return held()
    poor = _poor_pages(doubts, papers)
    listed = unread(doubts, context.lang)
    if not poor:
        return review(unread=listed, about=doubts)
    return review(
        "rescan", about=doubts, unread=listed, pages="; ".join(page_label(page, context.lang) for page in poor)
    )


def _poor_pages(doubts: tuple[Quote, ...], papers: tuple[Document, ...]) -> tuple[PageRef, ...]:
    """The pages of poor picture that the doubts come from; of a field found nowhere, all pages of its paper."""
    pages = {paper.id: paper.pages for paper in papers}
    asked = (
        page
        for doubt in doubts
        for page in pages.get(doubt.document, ())
        if page.defects and (doubt.field.page is None or (doubt.field.file, doubt.field.page) == (page.file, page.page))
    )
    return tuple(dict.fromkeys(asked))


DOCS_LEGIBILITY = Rule(
    id="docs.legibility",
    title="Documents lisibles",
    title_en="Papers legible",
    sources=(PROJECT,),
    parameters=("min_confidence", "min_classification"),
    needs={"doubts": Doubts(), "papers": Papers("*")},
    check=is_legible,
    wording=Wording(
        "À regarder : {unread}.",
        "To be looked at: {unread}.",
        "Vérifier à l'œil, ou fournir une image nette.",
        "Look at it, or give a sharp image.",
    ),
    cases={
        "rescan": Wording(
            "À regarder : {unread}. Image de mauvaise qualité : {pages}.",
            "To be looked at: {unread}. Poor picture: {pages}.",
            "Numériser à nouveau : {pages}.",
            "Scan again: {pages}.",
        ),
        "kind": Wording(
            "Nature du document incertaine : {papers}.",
            "Kind of paper uncertain: {papers}.",
            "Vérifier à l'œil de quel document il s'agit.",
            "Look which paper it is.",
        ),
    },
)

IDENTITY: dict[str, tuple[str, ...]] = {
    "carte_grise": ("immatriculation", "vin", "numero_formule", "titulaire", "date_certificat"),
    "certificat_cession": (
        "immatriculation",
        "vin",
        "date_cession",
        "heure_cession",
        "kilometrage",
        "vendeur_nom",
        "acquereur_nom",
    ),
    "controle_technique": ("resultat",),
    "situation_administrative": (
        "opposition_transfert",
        "declaration_valant_saisie",
        "gage",
        "suspendue",
        "annulee",
        "vehicule_vole",
        "certificat_vole",
    ),
}
"""Fields in which two papers of one kind may not differ when both claim to be the one that counts."""


WHICH: dict[str, tuple[str, ...]] = {
    "carte_grise": (),
    "certificat_cession": ("exemplaire",),
    "controle_technique": ("date_controle", "nature"),
    "situation_administrative": ("date_generation",),
}
"""Fields that tell two papers of one kind apart: differing in one, they do not both claim to be the one that counts."""


def are_duplicates_equal(
    *,
    cartes: tuple[CarteGrise, ...],
    cerfas: tuple[CertificatCession, ...],
    pvs: tuple[ControleTechnique, ...],
    certificats: tuple[SituationAdministrative, ...],
    context: Context,
) -> Outcome:
    """docs.conflicting-duplicates: two papers of one kind that both claim to count say the same.

    Both copies of one cerfa are compared by cerfa.copies-identical. Reports of different visits and certificates of
    different days are no conflict: the later one prevails.
    """
    sure = context.policy.min_confidence
    found: list[Quote] = []
    groups: tuple[tuple[Document, ...], ...] = (cartes, cerfas, pvs, certificats)
    for papers in groups:
        for one, other in combinations(papers, 2):
            found += _differences(one, other, sure)
    if not found:
        return held()
    kind = found[0].kind
    labels = dict.fromkeys(field_label(kind, one.key, context.lang) for one in found if one.kind == kind)
    return review(kind=paper_label(kind, context.lang), fields=", ".join(labels), about=tuple(found))


def _differences(one: Document, other: Document, sure: float) -> list[Quote]:
    """Fields that both papers surely show, with different values; none when the papers are told apart."""

    def differing(keys: tuple[str, ...]) -> list[Quote]:
        pairs = [(quote(one, key, sure), quote(other, key, sure)) for key in keys]
        return [each for pair in pairs if _differ(*pair) for each in pair]

    return [] if differing(WHICH[one.kind]) else differing(IDENTITY[one.kind])


def _differ(one: Quote, other: Quote) -> bool:
    return one.is_read and other.is_read and one.value != other.value


DOCS_CONFLICTING_DUPLICATES = Rule(
    id="docs.conflicting-duplicates",
    title="Pas de documents contradictoires de même nature",
    title_en="No papers of one kind that disagree",
    sources=(PROJECT,),
    needs=FOUR_PAPERS,
    check=are_duplicates_equal,
    wording=Wording(
        "Deux documents différents figurent au dossier ({kind} : {fields}) : indiquer lequel fait foi.",
        "Two different papers are in the dossier ({kind}: {fields}): say which one counts.",
        "Retirer du dossier le document qui ne fait pas foi.",
        "Take the paper that does not count out of the dossier.",
    ),
)


def are_files_readable(*, fichiers: tuple[FileRecord, ...], context: Context) -> Outcome:
    """docs.file-readable: no file is damaged, encrypted, empty, too large or refused by the engine."""
    return _only(fichiers, *BROKEN, motif=Motif.ILLISIBLE)


def _only(files: tuple[FileRecord, ...], *statuses: FileStatus, motif: Motif | None = None) -> Outcome:
    found = [file for file in files if file.status in statuses]
    return fails(motif=motif, files=tuple(found)) if found else held()


DOCS_FILE_READABLE = Rule(
    id="docs.file-readable",
    title="Fichiers lisibles",
    title_en="Files can be read",
    motif=Motif.ILLISIBLE,
    sources=(PROJECT,),
    needs={"fichiers": Files()},
    check=are_files_readable,
    wording=Wording(
        "Fichier illisible : {files}.",
        "File that cannot be read: {files}.",
        "Fournir de nouveau ce fichier, en PDF ou en image, sans mot de passe.",
        "Give this file again, as a PDF or a picture, without password.",
    ),
)


def are_files_supported(*, fichiers: tuple[FileRecord, ...], context: Context) -> Outcome:
    """docs.file-supported: all files are PDF or pictures."""
    return _only(fichiers, FileStatus.UNSUPPORTED)


DOCS_FILE_SUPPORTED = Rule(
    id="docs.file-supported",
    title="Fichiers de type connu",
    title_en="Files of a known type",
    severity=Severity.WARNING,
    sources=(PROJECT,),
    needs={"fichiers": Files()},
    check=are_files_supported,
    wording=Wording(
        "Fichier ignoré, ni PDF ni image : {files}.",
        "File left aside, neither PDF nor picture: {files}.",
        "S'il s'agit d'une pièce du dossier, la fournir en PDF ou en image.",
        "If it is a paper of the dossier, give it as a PDF or a picture.",
    ),
)


def are_files_distinct(*, fichiers: tuple[FileRecord, ...], context: Context) -> Outcome:
    """docs.file-duplicate: no file is there twice."""
    return _only(fichiers, FileStatus.DUPLICATE)


DOCS_FILE_DUPLICATE = Rule(
    id="docs.file-duplicate",
    title="Aucun fichier en double",
    title_en="No file is there twice",
    severity=Severity.INFO,
    sources=(PROJECT,),
    needs={"fichiers": Files()},
    check=are_files_distinct,
    wording=Wording("Fichier en double, lu une seule fois : {files}.", "File there twice, read once: {files}."),
)


def are_pages_known(*, inconnus: tuple[Inconnu, ...], context: Context) -> Outcome:
    """docs.page-unknown: every page is blank or of a paper that this version reads."""
    refs = [ref for paper in inconnus for ref in paper.pages if Defect.BLANK not in ref.defects]
    return fails(pages="; ".join(page_label(ref, context.lang) for ref in refs)) if refs else held()


DOCS_PAGE_UNKNOWN = Rule(
    id="docs.page-unknown",
    title="Toutes les pages sont reconnues",
    title_en="All pages are recognised",
    severity=Severity.WARNING,
    sources=(PROJECT,),
    needs={"inconnus": Papers("inconnu")},
    check=are_pages_known,
    wording=Wording(
        "Page non reconnue, non vérifiée : {pages}.",
        "Page not recognised, not checked: {pages}.",
        "Vérifier à l'œil qu'il ne s'agit pas d'une pièce attendue.",
        "Check that it is none of the papers asked for.",
    ),
)

RULES: tuple[Rule, ...] = (
    DOCS_LEGIBILITY,
    DOCS_CONFLICTING_DUPLICATES,
    DOCS_FILE_READABLE,
    DOCS_FILE_SUPPORTED,
    DOCS_FILE_DUPLICATE,
    DOCS_PAGE_UNKNOWN,
)
