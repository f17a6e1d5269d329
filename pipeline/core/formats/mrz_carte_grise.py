"""The two lines of 44 characters at the foot of a carte grise of the SIV model.

    CRFRA plate(7) c VIN(17) c B(yymmdd, 6) c J.1(6)
    J.3(4) D.1(14) D.3(13) formule(11) c C

c is the check digit of what stands before it, C that of all the checked fields with their check digits. No regulation
describes the strip: it was decoded from the official specimen, whose field check digits are right; the overall one has
two readings that agree on that specimen, so that nothing should hang on it.

What the check digits cannot see: characters whose ranks are ten apart, such as 1 and L, 6 and G, 8 and S, G and Q;
and about one error in ten of the others. A right check digit supports a value, it does not prove it.

Source: documents.md 1.2, 1.7 and 2.3.

>>> card = parse(("CRFRAGH482KL6VF3ZZZXYZHA12345681703157VP<<<<", "CI<<PEUGEOT<<<<<<<208<<<<<<<<<<2021CD3456734"))
>>> card.immatriculation.value, card.vin.value, card.date_premiere_immatriculation.value, card.numero_formule.value
('GH482KL', 'VF3ZZZXYZHA123456', datetime.date(2017, 3, 15), '2021CD34567')
>>> card.genre, card.carrosserie, card.marque, card.denomination_commerciale, card.check_ok, card.overall_ok
('VP', 'CI', 'PEUGEOT', '208', True, True)
"""

from datetime import date

from pipeline.core.errors import InvalidCharacter, InvalidLength
from pipeline.core.formats.glyphes import corrected
from pipeline.core.formats.mrz import IN_WORD, Checked, check_digit, checked, compact, day_of, filled, typed, words_of
from pipeline.core.formats.vin import NO_LETTER
from pipeline.core.model import Frozen

LENGTH = 44
HEAD = "CRFRA"
LATEST_YEAR = 2049
"""A year of two digits is the latest one up to this that ends so: 49 is 2049, 50 is 1950. A caller who knows the date
of the certificate gives its year instead, since no vehicle was registered after its certificate."""

_IN_PLATE = {"0": "DGQ", "O": "DGQ", "1": "JLT", "I": "JLT", "2": "Z", "5": "S", "6": "G", "8": "B", "U": "V"}
"""Letters that a character is taken for where plates have a letter; they have no I, O and U. G stands beside Q, and T
beside J, so that neither is chosen: the check digit cannot tell them apart."""


class MrzCarteGrise(Frozen):
    """What the strip says. It holds neither the holder nor the date of the certificate (I)."""

    immatriculation: Checked[str]
    """Compact, as printed there: 'GH482KL'."""
    vin: Checked[str]
    date_premiere_immatriculation: Checked[date]
    numero_formule: Checked[str]
    genre: str
    """J.1."""
    carrosserie: str
    """J.3, cut at 4 characters."""
    marque: str
    """D.1, cut at 14 characters."""
    denomination_commerciale: str
    """D.3, cut at 13 characters."""
    overall_ok: bool
    """The last digit agrees; its rule is uncertain, so it only informs."""

    @property
    def check_ok(self) -> bool:
        """Whether all four check digits agree with their fields."""
        checked = (self.immatriculation, self.vin, self.date_premiere_immatriculation, self.numero_formule)
        return all(field.check_ok for field in checked)


def validate(lines: tuple[str, str]) -> tuple[str, str]:
    """The two lines in their compact form.

    Raises:
        InvalidLength: a line has not 44 characters.
        InvalidCharacter: a line holds something else than capitals, digits and '<', or the first does not begin CRFRA.
    """
    first, second = (compact(line) for line in lines)
    for line in (first, second):
        if len(line) != LENGTH:
            raise InvalidLength(f"a line of the strip has {LENGTH} characters, read {len(line)}")
        if not all(char.isascii() and (char.isalnum() or char == "<") for char in line):
            raise InvalidCharacter("a line of the strip holds capitals, digits and '<' only")
    if not first.startswith(HEAD):
        raise InvalidCharacter(f"the strip begins with {HEAD}")
    return first, second


def parse(lines: tuple[str, str], *, latest_year: int = LATEST_YEAR) -> MrzCarteGrise:
    """What the two lines say.

    A field whose characters break its type is corrected when, of all ways to put that right, exactly one agrees with
    the check digit: letters in digit places, digits in letter places, letters that no VIN has.

    Args:
        lines: first and second line, as read.
        latest_year: see `LATEST_YEAR`.

    Raises:
        InvalidLength, InvalidCharacter: as `validate`.
    """
    first, second = validate(lines)
    return MrzCarteGrise(
        immatriculation=checked(first[5:12], first[12], _plate_readings, str),
        vin=checked(first[13:30], first[30], _vin_readings, str),
        date_premiere_immatriculation=checked(
            first[31:37], first[37], lambda raw: typed(raw, "999999", {}), lambda text: day_of(text, latest_year)
        ),
        numero_formule=checked(second[31:42], second[42], lambda raw: typed(raw, "9999AA99999", IN_WORD), str),
        genre=words_of(first[38:44]),
        carrosserie=words_of(second[0:4]),
        marque=words_of(second[4:18]),
        denomination_commerciale=words_of(second[18:31]),
        overall_ok=second[43] == str(check_digit(first[5:38] + second[31:43])),
    )


def compose(
    *,
    immatriculation: str,
    vin: str,
    date_premiere_immatriculation: date,
    numero_formule: str,
    genre: str,
    carrosserie: str,
    marque: str,
    denomination_commerciale: str,
) -> tuple[str, str]:
    """The two lines of a card, with the overall digit the way of ICAO 9303. Texts are cut to their places.

    >>> compose(immatriculation="AB-123-CD", vin="VF1RFB00456789012", date_premiere_immatriculation=date(2016, 5, 20),
    ...         numero_formule="2019AB12345", genre="VP", carrosserie="CI", marque="RENAULT",
    ...         denomination_commerciale="CLIO")
    ('CRFRAAB123CD0VF1RFB0045678901281605206VP<<<<', 'CI<<RENAULT<<<<<<<CLIO<<<<<<<<<2019AB1234588')
    """
    plate = filled(immatriculation.replace("-", ""), 7)
    parts = (plate, filled(vin, 17), f"{date_premiere_immatriculation:%y%m%d}", numero_formule)
    *on_first, formule = (f"{text}{check_digit(text)}" for text in parts)
    first = "".join(on_first)
    texts = filled(carrosserie, 4) + filled(marque, 14) + filled(denomination_commerciale, 13)
    return HEAD + first + filled(genre, 6), f"{texts}{formule}{check_digit(first + formule)}"


def _plate_readings(raw: str) -> list[str]:
    # Other series are too rare on these cards to be worth a correction.
    return [raw] if "<" in raw else typed(raw, "AA999AA", _IN_PLATE)


def _vin_readings(raw: str) -> list[str]:
    # As read too: specimens print letters that no VIN has. Of two that it may have, such as B and 8, none is chosen.
    return list(dict.fromkeys((raw, corrected(raw, NO_LETTER)[0])))
