"""Joins the sides found on all pages to papers: recto and verso, first page and its continuation."""

from collections import Counter
from collections.abc import Sequence

from extractors.paper import PaperType
from extractors.registry import PAPERS
from extractors.verify import verified
from pipeline.core.documents import Document, Inconnu
from pipeline.core.model import Face


def assemble(faces: Sequence[Face]) -> tuple[Document, ...]:
    """One document per paper, in the order in which they begin.

    A side joins the latest paper of its kind that lacks it; a continuation joins the latest one. Two cards of one
    dossier are thus two papers, and two copies of a certificate too.
    """
    types = {paper.kind: paper for paper in PAPERS}
    papers: list[list[Face]] = []
    for face in faces:
        home = _home(face, papers, types)
        if home is None:
            papers.append([face])
        else:
            home.append(face)
    ranks: Counter[str] = Counter()
    documents: list[Document] = []
    for group in papers:
        kind = group[0].kind
        ranks[kind] += 1
        documents.append(_document(f"{kind}-{ranks[kind]}", tuple(group), types.get(kind)))
    return verified(documents)


def _home(face: Face, papers: Sequence[list[Face]], types: dict[str, PaperType]) -> list[Face] | None:
    paper = types.get(face.kind)
    if paper is None:
        return None
    repeats = any(side.name == face.side and side.repeats for side in paper.sides)
    same_kind = [group for group in reversed(papers) if group[0].kind == face.kind]
    lacking = [group for group in same_kind if repeats or all(other.side != face.side for other in group)]
    if paper.fit is not None:
        fits = [(paper.fit(group, face), group) for group in lacking]
        lacking = [group for fit, group in sorted(fits, key=lambda found: -found[0]) if fit > 0]
    return next(iter(lacking), None)


def _document(identity: str, faces: tuple[Face, ...], paper: PaperType | None) -> Document:
    if paper is not None:
        return paper.extract(identity, faces)
    pages = tuple(face.page.ref for face in faces)
    return Inconnu(id=identity, confidence=min(face.confidence for face in faces), pages=pages)
