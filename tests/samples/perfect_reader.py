"""A reader that makes no mistake: a dossier straight from what was drawn, so that rules can be held to the samples."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

import pydantic

from pipeline.core.documents import Document
from pipeline.core.dossier import Dossier, FileRecord
from pipeline.core.report import Severity, Status
from samples.papers import Paper, truth
from samples.stories import Story
from samples.writer import papers
from validators.catalogue import CATALOGUE
from validators.context import PARIS
from validators.engine import Judgement, judge
from validators.policy import Policy
from validators.scenario import context_of

_DOCUMENT: pydantic.TypeAdapter[Document] = pydantic.TypeAdapter(Document)


def read(paper: Paper, rank: int) -> Document:
    """The paper as read without a doubt; what is blank on it is surely blank."""
    fields: dict[str, Any] = {
        key: {"value": value, "raw": "" if value is None else str(value), "confidence": 1.0, "file": "f.pdf", "page": 1}
        for key, value in truth(paper).fields.items()
    }
    if mention := getattr(paper, "mention_cession", None):
        fields["mention_cession"] = {"value": mention, "raw": mention, "confidence": 1.0}
    return _DOCUMENT.validate_python(
        {"kind": paper.kind, "id": f"{paper.kind}-{rank}", "pages": [{"file": "f.pdf", "page": rank}], **fields}
    )


def check(story: Story, seen: Callable[[Document], Document] = lambda document: document) -> Judgement:
    """What the rules say of the papers of that story, on the evening of the request.

    Args:
        story: with its papers.
        seen: what becomes of each, where the reader is to be less than perfect.
    """
    documents = tuple(seen(read(paper, rank)) for rank, paper in enumerate(papers(story), start=1))
    files = (FileRecord(file="f.pdf", sha256="0" * 64, pages=len(documents)),)
    dossier = Dossier(name="d", documents=documents, files=files, facts=story.facts)
    assert story.facts.date_demande
    now = datetime.combine(story.facts.date_demande, time(21), PARIS)
    return judge(CATALOGUE, dossier, context_of(dossier, story.facts, now=now, policy=Policy()))


def failed(judgement: Judgement) -> set[str]:
    """Ids of the rules that failed and are more than information."""
    return {
        finding.rule
        for finding in judgement.findings
        if finding.status is Status.FAILED and finding.severity is not Severity.INFO
    }
