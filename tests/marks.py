"""How well marks are told: `python -m tests.marks --seed 7 --count 30`.

Draws ticks, signatures and stamps on certificates of sale, alone and in each other's way, and prints how often they are
told right, left in doubt, or stated wrong. The pages lie straight: registration is measured by `tests.accuracy`.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from random import Random

import numpy as np

from extractors import cerfa_15776
from extractors.pixels import signatures, stamp, tick
from pipeline.core.model import Face, Page, Task
from pipeline.stages.ppocr import PpOcr
from pipeline.stages.reader import ZoneReader
from samples import cession, ink, scan, stories
from samples.drawing import A4, Layout, Pen, Sheet, draw_pdf
from samples.handwriting import Writer
from samples.people import Company

EDITION = "15776*02"
SURE = 0.8
ROOMS = (("vendeur", 531.0), ("acquereur", 786.0))
"""Who signs, and top of the signature in points."""
TICKS = {
    "certifie_csa_remis": "certifies.csa",
    "certifie_sans_transformation": "certifies.same",
    "certifie_vhu": "certifies.vhu",
    "acquereur_certifie_acquerir": "acquires",
    "acquereur_certifie_informe": "informed",
    "opposition_reutilisation": "opt_out",
    "vendeur_type.physique": "seller.natural",
    "acquereur_sexe.m": "buyer.m",
}
CASES = {
    "nothing": (0, False),
    "one": (1, False),
    "two apart": (2, False),
    "two joined": (2, False),
    "one in two words": (1, False),
    "stamp": (0, True),
    "signature over a stamp of its colour": (1, True),
    "signature over a stamp of another colour": (1, True),
    "signature beside a stamp": (1, True),
    "typed name": (0, False),
}
"""What is drawn in a room: signatures, whether there is a stamp."""


def draw(pen: Pen, case: str, top: float, company: Company, rng: Random) -> None:
    """One case at that height."""
    one, other = (Writer.of(rng).hand for _ in range(2))
    y, wide, high = top - rng.uniform(1, 6), rng.uniform(62, 100), rng.uniform(24, 31)

    def sign(x: float, share: float, hand: ink.Hand = one) -> None:
        ink.signature(pen, x, y, share * wide, high, hand, rng)

    if "stamp" in case:
        x, seed = rng.uniform(380, 448), rng.random()
        colour = Random(seed).choice(ink.STAMP_COLOURS)
        ink.stamp(pen, x, top - rng.uniform(5, 9), company.stamp, Random(seed))
        unlike = [c for c in ink.PEN_COLOURS if sum(abs(a - b) for a, b in zip(c, colour, strict=True)) > 0.4]
        if "beside" in case:
            sign(x - wide - rng.uniform(8, 20), 1)
        elif "over" in case:
            chosen = colour if "of its" in case else rng.choice(unlike)
            sign(x + rng.uniform(-30, 40), 1, ink.Hand(one.font, chosen, one.width, one.slant, one.seed))
    elif case == "one":
        sign(rng.uniform(330, 440), 1)
    elif case == "two apart":
        sign(330, 1)
        sign(330 + wide + rng.uniform(15, 30), 0.8, other)
    elif case == "two joined":
        sign(340, 0.8)
        sign(340 + 0.8 * wide + rng.uniform(-8, 5), 0.8, other)
    elif case == "one in two words":
        sign(340, 0.4)
        sign(340 + 0.4 * wide + rng.uniform(6, 12), 0.6)
    elif case == "typed name":
        name = rng.choice(("DUPONT Jean", "MARTIN Claire", "Le gérant, P. DURAND"))
        pen.text(rng.uniform(330, 440), top + 10, name, rng.choice(("Sans", "Serif", "Mono")), rng.uniform(8, 11))


def page(seed: int, rank: int, level: scan.Level) -> tuple[scan.Picture, list[str], set[str]]:
    """A certificate without words, the case of each room, and the boxes ticked."""
    rng = Random(f"marks {seed} {rank}")
    story = stories.tell("societe", rng)
    assert story.cession
    model, company = story.cession.model_copy(update={"edition": EDITION}), Company.of(rng)
    cases = [list(CASES)[(2 * rank + k) % len(CASES)] for k in range(2)]
    ticked = {key for key in TICKS if rng.random() < 0.5}
    chance = rng.getstate()

    def body(pen: Pen) -> None:
        rng.setstate(chance)
        cession.print_blank(pen, model)
        hand = Writer.of(rng).hand
        for key in sorted(ticked):
            ink.tick(pen, *cession.box_corner(TICKS[key], EDITION), 12 if TICKS[key] == "opt_out" else 8, hand, rng)
        for case, (_, top) in zip(cases, ROOMS, strict=True):
            draw(pen, case, top, company, rng)

    picture = scan.render(draw_pdf([Layout.of(Sheet("marks", *A4, body))]), scan.DPI[level])[0]
    spoilt = scan.spoil(picture, level, np.random.default_rng(rank))
    return spoilt if spoilt.ndim == 3 else np.dstack([spoilt] * 3), cases, ticked


def told(value: int | None, confidence: float, true: int) -> str:
    """Right, in doubt, or stated wrong: fewer than there are, or more."""
    if value is None or confidence < SURE:
        return "doubt"
    return "right" if value == true else "miss" if value < true else "false alarm"


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, required=True, help="one never used before")
    parser.add_argument("--count", type=int, default=20, help="pages per level, of two cases each")
    parser.add_argument("--levels", default="clean,office,bad")
    wanted = parser.parse_args(argv)
    engine = PpOcr()
    reader = ZoneReader(engine, None, engine.detect)
    zones = [zone for zone in cerfa_15776.template(EDITION).zones if zone.task in (Task.TICK, Task.INK)]
    counts: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    levels: list[scan.Level] = wanted.levels.split(",")
    for level in levels:
        for rank in range(wanted.count):
            picture, cases, ticked = page(wanted.seed, rank, level)
            sheet = Page(file="marks.png", number=1, aspect=picture.shape[1] / picture.shape[0])
            readings = reader.read(sheet, picture, zones)
            face = Face(kind="certificat_cession", side="exemplaire", page=sheet, confidence=1.0, readings=readings)
            for key in TICKS:
                box = tick(face, key)
                drawn = "box ticked" if key in ticked else "box empty"
                counts["tick", drawn, level][told(box.value, box.confidence, key in ticked)] += 1
            for case, (who, _) in zip(cases, ROOMS, strict=True):
                number, mark = signatures(face, f"{who}_signatures"), stamp(face, f"{who}_signatures")
                counts["signatures", case, level][told(number.value, number.confidence, CASES[case][0])] += 1
                least = number.least or 0
                sure = 1.0 if least >= CASES[case][0] else 0.0
                counts["signatures at least", case, level][told(least, sure, CASES[case][0])] += 1
                counts["stamp", case, level][told(mark.value, mark.confidence, CASES[case][1])] += 1
    heads = ("right", "doubt", "miss", "false alarm")
    print("| mark | drawn | level | " + " | ".join(heads) + " |\n|---|---|---|" + "--:|" * len(heads))
    for (kind, drawn, at), count in sorted(counts.items()):
        print(f"| {kind} | {drawn} | {at} | " + " | ".join(str(count[head]) for head in heads) + " |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
