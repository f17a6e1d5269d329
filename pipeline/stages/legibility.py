"""How well the words of a page were read: whether it can be said which paper it is not."""

from pipeline.core.model import Defect, Page, Word

SURE_WORD = 0.85
"""Confidence of a word that was surely read."""
WORDS_OF_A_LEGIBLE_PAGE = 60
"""Long words surely read from which a page without any known paper is another paper, not a poor scan."""
WORDS_OF_A_PAPER = 20
"""Long words from which a page is a paper and no picture."""
LEGIBLE = 0.6
"""Share of those that are surely read on a paper that reads well."""
DOUBTFUL_PAGE = 0.5


def reads_well(page: Page) -> bool:
    """Whether so much of the page was surely read that a paper known would have been found on it."""
    return len(_sure(page)) >= WORDS_OF_A_LEGIBLE_PAGE


def none_of_ours(page: Page) -> float:
    """Confidence, 0 to 1, that a page on which no paper was found holds none.

    One that reads badly may be the very paper that the dossier lacks; a blank one and a photo of the car are not.
    """
    if Defect.BLANK in page.defects:
        return 1.0
    is_poor = len(_long(page)) >= WORDS_OF_A_PAPER and len(_sure(page)) < LEGIBLE * len(_long(page))
    return DOUBTFUL_PAGE if page.defects or is_poor else 1.0


def _long(page: Page) -> list[Word]:
    return [word for word in page.words if len(word.text) >= 4 and word.text.isalpha()]


def _sure(page: Page) -> list[Word]:
    return [word for word in _long(page) if word.confidence >= SURE_WORD]
