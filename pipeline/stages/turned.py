"""Readings of a view of the page turned by a quarter, put back on the upright page."""

from pipeline.core.model import BoundingBox, Ink, Reading


def put_back(reading: Reading, degrees: int) -> Reading:
    """The reading with its boxes on the page from which the view was turned clockwise by that many degrees."""
    inks = None if reading.inks is None else tuple(_ink(ink, degrees) for ink in reading.inks)
    return reading.model_copy(
        update={"zone": box_back(reading.zone, degrees), "box": box_back(reading.box, degrees), "inks": inks}
    )


def _ink(ink: Ink, degrees: int) -> Ink:
    return ink.model_copy(update={"box": box_back(ink.box, degrees)})


def box_back(box: BoundingBox, degrees: int) -> BoundingBox:
    """A box of the turned view on the page itself.

    >>> box_back(BoundingBox(left=0.0, top=0.0, right=0.2, bottom=0.1), 90).model_dump()
    [0.0, 0.8, 0.1, 1.0]
    """
    corners = (box.left, box.top), (box.right, box.bottom)
    match degrees % 360:
        case 90:
            return BoundingBox.of_points([(y, 1 - x) for x, y in corners])
        case 180:
            return BoundingBox.of_points([(1 - x, 1 - y) for x, y in corners])
        case 270:
            return BoundingBox.of_points([(1 - y, x) for x, y in corners])
        case _:
            return box
