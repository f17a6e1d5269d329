"""How well marks are told: `python -m tests.marks --seed 7 --count 30`.

Draws ticks, signatures and stamps of many makes on four forms, alone and in each other's way, and prints how often they
are told right, left in doubt, or stated wrong. The pages lie straight: registration is measured by `tests.accuracy`.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from extractors import cerfa_15776, declaration_achat, demande_immatriculation, forms, mandat
from extractors.pixels import signatures, stamp, tick
from pipeline.core.model import Face, Page, Task, Zone
from pipeline.stages.ppocr import PpOcr
from pipeline.stages.reader import ZoneReader
from samples import cerfas, cession, ink, scan, stamps, stories
from samples.cerfa_places import CERFAS
from samples.drawing import A4, Layout, Pen, Sheet, draw_pdf
from samples.handwriting import Writer
from samples.people import Company

CESSION = "15776*02"
SURE = 0.8
Room = tuple[float, float, float, float]
"""Left, top, right and bottom in points."""
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
    "one written out": (1, False),
    "two apart": (2, False),
    "two joined": (2, False),
    "one in two words": (1, False),
    "stamp": (0, True),
    "signature over a stamp of its colour": (1, True),
    "signature over a stamp of another colour": (1, True),
    "signature beside a stamp": (1, True),
    "typed name": (0, False),
    "barred": (0, False),
    "the end of another's": (0, False),
}
"""What is drawn in a room: signatures, whether there is a stamp."""


@dataclass(frozen=True)
class Form:
    """A form whose marks are measured."""

    zones: tuple[Zone, ...]
    blank: Callable[[Pen, Random], None]
    rooms: Mapping[str, Room]
    """Where people sign, by zone."""


def _cession(pen: Pen, rng: Random) -> None:
    story = stories.tell("societe", rng)
    assert story.cession
    cession.print_blank(pen, story.cession.model_copy(update={"edition": CESSION}))


def _of(editions: Sequence[forms.Form], edition: str) -> Form:
    (form,) = (form for form in editions if form.edition == edition)
    return Form(form.template.zones, lambda pen, rng: cerfas.print_blank(pen, edition), CERFAS[edition].hands)


FORMS = {
    "15776": Form(
        cerfa_15776.template(CESSION).zones,
        _cession,
        {"vendeur_signatures": (330, 525, 560, 562), "acquereur_signatures": (330, 780, 560, 815)},
    ),
    "13757": _of(mandat.FORMS, "13757*03"),
    "13751": _of(declaration_achat.FORMS, "13751*02"),
    "13750": _of(demande_immatriculation.FORMS, "13750*07"),
}


def draw(pen: Pen, case: str, room: Room, zone: Zone, company: Company, rng: Random) -> None:
    """One case in that room, which the zone holds."""
    left, top, right, bottom = room
    one, other = (Writer.of(rng).hand for _ in range(2))
    wide, high = min(rng.uniform(62, 100), 0.7 * (right - left)), min(rng.uniform(24, 31), bottom - top)
    y = top + rng.uniform(0, bottom - top - high)

    def sign(x: float, share: float = 1.0, hand: ink.Hand = one) -> None:
        ink.signature(pen, x, y, share * wide, high, hand, rng)

    def anywhere(width: float) -> float:
        return rng.uniform(left, max(right - width, left))

    if "stamp" in case:
        make, colour = rng.choice(list(stamps.MAKES)), rng.choice(ink.STAMP_COLOURS)
        unlike = [c for c in ink.PEN_COLOURS if sum(abs(a - b) for a, b in zip(c, colour, strict=True)) > 0.4]
        x, middle = right - rng.uniform(35, 70), (top + bottom) / 2 + rng.uniform(-8, 8)
        stamps.press(pen, make, x, middle, company.stamp, colour, rng)
        if "beside" in case:
            sign(x - 66 - wide - rng.uniform(4, 14))
        elif "over" in case:
            chosen = colour if "of its" in case else rng.choice(unlike)
            hand = ink.Hand(one.font, chosen, one.width, one.slant, one.seed)
            sign(x - rng.uniform(0.2, 0.9) * wide + rng.uniform(-20, 10), 1.0, hand)
    elif case == "one":
        sign(anywhere(wide))
    elif case == "one written out":
        size = min(9.0, 9.0 * 0.9 * (right - left) / ink.measure(NAMES[0], 9.0, one))
        for line, text in enumerate((rng.choice(NAMES), f"le {rng.randint(1, 28)}/11/2026")[: rng.randint(1, 2)]):
            ink.write(pen, left + rng.uniform(0, 4), y + 0.4 * high + 1.3 * size * line, text, size, one, rng)
    elif case in ("two apart", "two joined"):
        wide = 0.4 * (right - left) if case == "two apart" else min(wide, 0.5 * (right - left))
        sign(left)
        sign(left + wide + (rng.uniform(0.15, 0.3) * wide if case == "two apart" else rng.uniform(-8, 5)), 0.9, other)
    elif case == "one in two words":
        x = anywhere(wide + 12)
        sign(x, 0.4)
        sign(x + 0.4 * wide + rng.uniform(6, 12), 0.6)
    elif case == "typed name":
        pen.text(anywhere(90), (top + bottom) / 2, rng.choice(NAMES), rng.choice(("Sans", "Serif", "Mono")), 9)
    elif case == "barred":
        ends = (left + rng.uniform(5, 60), bottom - 4), (right - rng.uniform(5, 60), top + 4)
        ink.stroke(pen, *ends, one, rng)
    elif case == "the end of another's":
        share, edges = rng.uniform(0.15, 0.35), (zone.box.top * A4[1], zone.box.bottom * A4[1])
        x, y = anywhere(wide), edges[0] - (1 - share) * high if rng.random() < 0.5 else edges[1] - share * high
        sign(x)


NAMES = ("DUPONT Jean", "MARTIN Claire", "Le gérant, P. DURAND")


def page(seed: int, rank: int, level: scan.Level, form: Form) -> tuple[scan.Picture, dict[str, str], set[str]]:
    """A form without words, the case of each room, and the boxes ticked."""
    rng = Random(f"marks {seed} {rank} {min(form.rooms)}")
    company = Company.of(rng)
    cases = {key: list(CASES)[(len(form.rooms) * rank + k) % len(CASES)] for k, key in enumerate(form.rooms)}
    ticked = {key for key in TICKS if rng.random() < 0.5} if form is FORMS["15776"] else set()
    chance = rng.getstate()

    def body(pen: Pen) -> None:
        rng.setstate(chance)
        form.blank(pen, rng)
        hand = Writer.of(rng).hand
        for key in sorted(ticked):
            ink.tick(pen, *cession.box_corner(TICKS[key], CESSION), 12 if TICKS[key] == "opt_out" else 8, hand, rng)
        for key, case in cases.items():
            (zone,) = (zone for zone in form.zones if zone.key == key)
            draw(pen, case, form.rooms[key], zone, company, rng)

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
    parser.add_argument("--count", type=int, default=13, help="pages per level and form")
    parser.add_argument("--levels", default="clean,office,bad")
    parser.add_argument("--forms", default=",".join(FORMS))
    wanted = parser.parse_args(argv)
    engine = PpOcr()
    reader = ZoneReader(engine, None, engine.detect)
    counts: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    levels: list[scan.Level] = wanted.levels.split(",")
    for level in levels:
        for form in (FORMS[name] for name in wanted.forms.split(",")):
            zones = [zone for zone in form.zones if zone.task is Task.INK or zone.key in TICKS]
            for rank in range(wanted.count):
                picture, cases, ticked = page(wanted.seed, rank, level, form)
                sheet = Page(file="marks.png", number=1, aspect=picture.shape[1] / picture.shape[0])
                readings = reader.read(sheet, picture, zones)
                face = Face(kind="inconnu", side="recto", page=sheet, confidence=1.0, readings=readings)
                for key in TICKS if form is FORMS["15776"] else ():
                    box = tick(face, key)
                    drawn = "box ticked" if key in ticked else "box empty"
                    counts["tick", drawn, level][told(box.value, box.confidence, key in ticked)] += 1
                for key, case in cases.items():
                    number, mark = signatures(face, key), stamp(face, key)
                    count, is_stamped = CASES[case]
                    counts["signatures", case, level][told(number.value, number.confidence, count)] += 1
                    # At least one is what most rules ask: more than none said of none is the worst error here.
                    least = number.value if number.confidence >= SURE else number.least
                    is_sure = least or number.confidence >= SURE
                    counts["signed", case, level][told(bool(least), (is_sure and 1.0) or 0.0, bool(count))] += 1
                    counts["stamp", case, level][told(mark.value, mark.confidence, is_stamped)] += 1
    heads = ("right", "doubt", "miss", "false alarm")
    print("| mark | drawn | level | " + " | ".join(heads) + " |\n|---|---|---|" + "--:|" * len(heads))
    for (kind, drawn, at), count in sorted(counts.items()):
        print(f"| {kind} | {drawn} | {at} | " + " | ".join(str(count[head]) for head in heads) + " |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
