"""Papers with a fixed layout: where they are on the page, and so where each of their fields is.

A template gives the place of printed phrases and of fields on the paper; `register` finds the phrases among the words
of a page and works out the map between the two. Fields are then found by place, whatever became of their labels.
"""

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from extractors.layout import Sheet
from pipeline.core.model import BoundingBox, Frozen, Point, Zone

TOLERANCE = 0.012
"""How far a phrase may be from its place, as a share of the longer side of the face: 3.5 mm on A4."""
MIN_ANCHORS = 6
MIN_SPREAD = 0.3
"""The phrases found span at least this share of the face's height, and half of it of its width."""

FULL = 100.0
"""Likeness of a phrase read without error."""

LEAST_UPRIGHT = 0.95
"""Cosine of the angle by which a face may lean on a page that was turned upright before: 18 degrees."""
FOR_AFFINE, FOR_HOMOGRAPHY = (6, 0.1, 1.0), (12, 0.13, 0.7)
"""Phrases that hold such a map; how far they stand from their middle along either axis (standard deviation, in heights
of the face): those of one column say nothing of the far side; and the share of the distances left by a simpler map that
it leaves at most to be taken."""

Matrix = NDArray[np.float64]


class Anchor(Frozen):
    """A phrase printed on the paper."""

    text: str
    at: Point
    """Middle of its left edge in fractions of the face; middle of the phrase when it is centred."""
    is_centred: bool = False


class Template(Frozen):
    """One face of a paper: size, phrases, fields; all places in fractions of the face."""

    width_mm: float
    height_mm: float
    anchors: tuple[Anchor, ...]
    zones: tuple[Zone, ...]


class Registration(Frozen):
    """Map from fractions of the face to fractions of the page."""

    matrix: tuple[float, ...]
    """Row by row, 3 x 3, homogeneous."""
    anchors: int
    """How many phrases agree with it."""
    error: float
    """Median distance of those from their place, as a share of the face's longer side."""

    def point(self, at: Point) -> Point:
        """Where that point of the face is on the page."""
        x, y, w = np.array(self.matrix).reshape(3, 3) @ (at[0], at[1], 1.0)
        return float(x / w), float(y / w)

    def zone(self, zone: Zone) -> Zone:
        """That zone of the face, on the page."""
        a, b, c, d = (self.point(corner) for corner in zone.quad)
        ignore = tuple(self.box(box) for box in zone.ignore)
        return zone.model_copy(update={"quad": (a, b, c, d), "ignore": ignore})

    def box(self, box: BoundingBox) -> BoundingBox:
        """Upright box around that box of the face, on the page."""
        corners = ((box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom))
        return BoundingBox.of_points([self.point(corner) for corner in corners])


def register(sheet: Sheet, template: Template) -> Registration | None:
    """Find the face on the page; None when too few of its phrases are there or they do not agree.

    Repeated phrases (the two halves of a cerfa say the same) are all candidates: the consensus picks the right one.
    """
    face, page = _candidates(sheet, template)
    if len(face) < MIN_ANCHORS:
        return None
    # Distances are measured on the page in units of its height, so that both axes weigh the same.
    stretch = np.array([sheet.page.aspect, 1.0])
    ratio = np.array([template.width_mm / template.height_mm, 1.0])
    source, target = face * ratio, page * stretch
    found = _consensus(source, target)
    if found is None:
        return None
    matrix, inside = found
    spread = np.ptp(face[inside], axis=0)
    if inside.sum() < MIN_ANCHORS or spread[1] < MIN_SPREAD or spread[0] < MIN_SPREAD / 2:
        return None
    error = float(np.median(_distances(matrix, source[inside], target[inside])))
    whole = np.diag([1 / stretch[0], 1.0, 1.0]) @ matrix @ np.diag([ratio[0], 1.0, 1.0])
    distinct = len({tuple(point) for point in face[inside].tolist()})
    return Registration(matrix=tuple(whole.ravel().tolist()), anchors=distinct, error=error)


def _candidates(sheet: Sheet, template: Template) -> tuple[Matrix, Matrix]:
    pairs = [
        (anchor.at, match.whole.center if anchor.is_centred else (match.whole.left, match.whole.center[1]))
        for anchor in template.anchors
        for match in sheet.find_all(anchor.text)[:3]
        # One word with a letter wrong may be another one: 'signataire' misread is like 'Signature'.
        if match.score == FULL or " " in anchor.text
    ]
    return np.array([face for face, _ in pairs]).reshape(-1, 2), np.array([page for _, page in pairs]).reshape(-1, 2)


def _consensus(source: Matrix, target: Matrix) -> tuple[Matrix, NDArray[np.bool_]] | None:
    """The similarity that most phrases agree with, then the best homography through those.

    All pairs of phrases are tried (a few hundred): no chance is involved, so the same page gives the same answer.
    """
    best: NDArray[np.bool_] | None = None
    best_score = 0.0
    for i, j in itertools.combinations(range(len(source)), 2):
        if np.linalg.norm(source[i] - source[j]) < 0.2:
            continue
        matrix = _similarity(source[[i, j]], target[[i, j]])
        scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
        if not 0.15 < scale < 1.6 or matrix[0, 0] < LEAST_UPRIGHT * scale:
            continue
        distances = _distances(matrix, source, target) / scale
        inside = distances < TOLERANCE * 2
        score = float(np.clip(1 - distances / (TOLERANCE * 2), 0, 1).sum())
        if score > best_score:
            best, best_score = inside, score
    if best is None or best.sum() < MIN_ANCHORS:
        return None
    inside = best
    matrix = _fit(source[inside], target[inside])
    for share in (1.0, 0.6, 0.35, 0.35):
        scale = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))
        distances = _distances(matrix, source, target) / scale
        # Captions set in another type run wider: the few that are off must not pull the rest.
        nearer = distances < TOLERANCE * share
        if nearer.sum() < MIN_ANCHORS:
            break
        inside = nearer
        matrix = _fit(source[inside], target[inside])
    return (matrix, inside) if inside.sum() >= MIN_ANCHORS else None


def _fit(source: Matrix, target: Matrix) -> Matrix:
    """The simplest map that explains the points: what few points do not hold bends the far side of the face."""
    found = _least_similarity(source, target)
    spread = float(source.std(axis=0).min())
    for model, points, width, gain in ((_affine, *FOR_AFFINE), (_homography, *FOR_HOMOGRAPHY)):
        if len(source) < points or spread < width:
            break
        freer = model(source, target)
        if np.median(_distances(freer, source, target)) < gain * np.median(_distances(found, source, target)):
            found = freer
    return found


def _least_similarity(source: Matrix, target: Matrix) -> Matrix:
    """Turn, scale and shift with the least squares."""
    x, y = source.T
    ones, none = np.ones(len(x)), np.zeros(len(x))
    rows = np.vstack([np.column_stack([x, -y, ones, none]), np.column_stack([y, x, none, ones])])
    (c, s, right, down), *_ = np.linalg.lstsq(rows, np.concatenate([target[:, 0], target[:, 1]]), rcond=None)
    return np.array([[c, -s, right], [s, c, down], [0, 0, 1]])


def _similarity(source: Matrix, target: Matrix) -> Matrix:
    a, b = source[1] - source[0], target[1] - target[0]
    length = float(a @ a)
    c, s = float(a @ b) / length, float(a[0] * b[1] - a[1] * b[0]) / length
    turn = np.array([[c, -s], [s, c]])
    shift = target[0] - turn @ source[0]
    return np.array([[c, -s, shift[0]], [s, c, shift[1]], [0, 0, 1]])


def _affine(source: Matrix, target: Matrix) -> Matrix:
    ones = np.column_stack([source, np.ones(len(source))])
    solved, *_ = np.linalg.lstsq(ones, target, rcond=None)
    return np.vstack([solved.T, [0, 0, 1]])


def _homography(source: Matrix, target: Matrix) -> Matrix:
    """Direct linear transform; coordinates are of the order of 1, so they need no scaling."""
    rows = []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, -u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, -v])
    *_, right = np.linalg.svd(np.array(rows))
    solved: Matrix = right[-1].reshape(3, 3)
    return np.asarray(solved / solved[2, 2])


def _distances(matrix: Matrix, source: Matrix, target: Matrix) -> NDArray[np.float64]:
    mapped = np.column_stack([source, np.ones(len(source))]) @ matrix.T
    distances: NDArray[np.float64] = np.linalg.norm(mapped[:, :2] / mapped[:, 2:] - target, axis=1)
    return distances


def in_fractions(zones: Sequence[Zone], width: float, height: float, width_mm: float) -> tuple[Zone, ...]:
    """Zones given in any unit, as fractions of a face of that size, with their width in millimetres."""
    scaled = []
    for zone in zones:
        a, b, c, d = ((x / width, y / height) for x, y in zone.quad)
        ignore = tuple(
            BoundingBox(
                left=box.left / width, top=box.top / height, right=box.right / width, bottom=box.bottom / height
            )
            for box in zone.ignore
        )
        scaled.append(
            zone.model_copy(update={"quad": (a, b, c, d), "ignore": ignore, "width_mm": (b[0] - a[0]) * width_mm})
        )
    return tuple(scaled)
