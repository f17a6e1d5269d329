"""K and V.9 of the carte grise: numbers and classes that quote acts of the Union, of which there are few.

    K    e2*2007/46*0070*12            state, act, number, extension
    V.9  715/2007*136/2014EURO6        act, last act that changed it, class

A pen that strikes the card through, or dust, takes the signs between the numbers first. A class that is none of those
that there are is the one that its pixels are likest. In a number the signs are put back where an act stands between
them; what came of a figure is not. Both stay doubtful.

Source: documents.md 2.1; the acts: directives 70/156, 70/220, 88/77 and 2005/55, regulations (EC) 715/2007 and 595/2009
and 2007/46, and what amends or implements them.
"""

import re
from collections.abc import Mapping

from rapidfuzz import process

from extractors.alignment import GAP, SYMBOLS, likeliest
from extractors.fields import DIFFERS, HIDDEN, SURE, Parsed, text_of
from pipeline.core.documents import Text
from pipeline.core.errors import FormatError
from pipeline.core.lines import fold

APPROVALS = (
    "70/156", "92/53", "93/81", "95/54", "96/27", "96/79", "97/27", "98/14", "98/91", "2000/40", "2001/56", "2001/92",
    "2001/116", "2003/97", "2004/3", "2004/78", "2004/104", "2005/49", "2005/64", "2005/66", "2006/28", "2006/40",
    "2006/96", "2007/37", "2007/46", "92/61", "2002/24", "168/2013", "2018/858",
)  # fmt: skip
"""Acts under which types are approved."""
EMISSIONS = {
    "70/220": ("91/441", "93/59", "94/12", "96/44", "96/69", "98/69", "98/77", "1999/102", "2001/1", "2001/100",
               "2002/80", "2003/76", "2006/96"),
    "88/77": ("91/542", "96/1", "1999/96", "2001/27"),
    "2005/55": ("2005/78", "2006/51", "2006/81", "2008/74"),
    "715/2007": ("692/2008", "566/2011", "459/2012", "630/2012", "143/2013", "171/2013", "195/2013", "519/2013",
                 "136/2014", "2015/45", "2016/427", "2016/646", "2017/1151", "2017/1154", "2017/1347", "2018/1832"),
    "595/2009": ("582/2011", "64/2012", "519/2013", "136/2014", "133/2014", "627/2014", "2016/1718", "2017/1347",
                 "2018/932"),
}  # fmt: skip
"""Acts on emissions, and those that changed them."""
LETTERED = ("2017/1151", "2017/1347", "2018/1832", "2018/932")
"""Those after which a letter or two say the stage of the class, e.g. AG: too many to list."""
CLASSES = tuple(
    f"{act}*{change}{norm}"
    for act, changes in EMISSIONS.items()
    for change in changes
    if change not in LETTERED
    for norm in ("", *(f"EURO{rank}" for rank in range(1, 7)))
)
LIKELIER = 0.8
"""Share of the belief from which one text of a list stands there and no other."""
TRIED = 16
"""Classes whose letters come near what was read: their pixels are asked."""
UNUSUAL = 0.75
"""Most that a class of emissions in no known form is worth."""
_CLASS = re.compile(r"(\d{2,3}/\d{2,4}(\*\d{2,4}/\d{2,4}[A-Z]*)?)?(EURO\d[A-Z]*)?")
_APPROVAL = re.compile(r"e\d{1,2}\*(?:19|20)?\d{2}/\d{2,4}\*\d{4,5}\*\d{2}")
_ALPHABET = "0123456789EUR"
_SIGN = r"[^\dA-Z]?"
_WORN = {
    act: re.compile(rf"e(\d{{1,2}}){_SIGN}{act.replace('/', '[^02-9A-Z]?')}{_SIGN}(\d{{4,5}}){_SIGN}(\d{{2}}){_SIGN}")
    for act in APPROVALS
}
"""By act, a number that lost its signs; the stroke between two numbers may be read as a 1."""


def approval_number(text: str) -> Parsed[str]:
    """Type approval number: small e, signs between its numbers.

    Raises:
        FormatError: neither letter nor figure.
    """
    value = text.replace(" ", "").upper()
    if not fold(value):
        raise FormatError("no letter or digit")
    if value.startswith("E"):
        value = "e" + value[1:]
    if _APPROVAL.fullmatch(value):
        return Parsed(value)
    mended = {
        f"e{found[1]}*{act}*{found[2]}*{found[3]}"
        for act, worn in _WORN.items()
        if (found := worn.fullmatch(value)) is not None
    }
    if len(mended) != 1:
        return Parsed(value)
    (number,) = mended
    return Parsed(number, (f"{value} read as {number}",))


def approval(field: Text) -> Text:
    """K: a European number that has not its shape lost a character or holds one of the pen's."""
    if (field.value or "").startswith("e") and not _APPROVAL.fullmatch(field.value or ""):
        return field.at_most(DIFFERS)
    return field.at_most(HIDDEN) if field.repairs else field


def emission_class(text: str) -> Parsed[str]:
    """Class of emissions; its word EURO is letters whatever the digits beside it look like."""
    value = text_of(text.replace(" ", "")).value
    if "EUR0" not in value:
        return Parsed(value)
    return Parsed(value.replace("EUR0", "EURO"), (f"0 read as O at {value.index('EUR0') + 4}",))


def emissions(field: Text) -> Text:
    """V.9: an engine that loses a sign between its numbers, or takes one for another, is as sure as ever."""
    value = field.value or ""
    is_usual = _CLASS.fullmatch(value) is not None
    if value in CLASSES or (is_usual and field.confidence >= SURE) or not field.lattices:
        return field if is_usual else field.at_most(UNUSUAL)
    near = {_figured(name): name for name, _, _ in process.extract(value, CLASSES, limit=TRIED)}
    return likest(field, near, _ALPHABET) or (field if is_usual else field.at_most(UNUSUAL))


def likest(field: Text, listed: Mapping[str, str], alphabet: str = SYMBOLS) -> Text | None:
    """The value of a list that the pixels of a field are likest, doubtful and told; None where no one comes near alone.

    Args:
        field: read as something else.
        listed: values by how they are asked of the pixels, see `alignment.support`.
        alphabet: characters that can stand there.
    """
    chosen, share = likeliest(field.lattices, list(listed), alphabet)
    if share < LIKELIER:
        return None
    told = f"{field.raw} read as {listed[chosen]}"
    return field.model_copy(update={"value": listed[chosen], "confidence": HIDDEN, "repairs": (*field.repairs, told)})


def _figured(name: str) -> str:
    """A class as its pixels are asked for it: any sign between its numbers, the O of EURO like a figure."""
    return re.sub(r"\W", GAP, name).replace("O", "0")
