"""Invented vehicles whose figures go together."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

LETTERS = "ABCDEFGHJKLMNPQRSTVWXYZ"
"""Of registration numbers: no I, O, U."""
VIN_CHARACTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"


@dataclass(frozen=True)
class Model:
    """What vehicles of one type share."""

    marque: str
    denomination: str
    wmi: str
    """First three characters of the VIN."""
    type_variante: str
    cnit: str
    genre: str
    categorie: str
    carrosserie_ce: str
    carrosserie: str
    energie: str
    cylindree: int | None
    kw: Decimal
    cv: int
    charge: int
    """F.1 and F.2."""
    ptra: int | None
    service: int
    """G; G.1 is 75 kg less."""
    places: int
    bruit: int | None
    regime: int | None
    co2: int | None
    classe: str
    reception: str


def _m(*values: object) -> Model:
    return Model(*values)  # type: ignore[arg-type]  # a row of the table below


D = Decimal
# fmt: off
CARS = (
    _m("PEUGEOT", "208", "VF3", "CUHNZTD", "M10PGTVP012X345", "VP", "M1", "AB", "CI", "ES", 1199, D(60), 4,
       1590, 2190, 1165, 5, 74, 4250, 99, "715/2007*136/2014EURO6", "e2*2007/46*0070*12"),
    _m("RENAULT", "CLIO", "VF1", "5RJMTC", "M10RENVP0J22713", "VP", "M1", "AB", "CI", "GO", 1461, D(66), 4,
       1658, 2558, 1205, 5, 75, 3000, 83, "715/2007*195/2013EURO6", "e2*2007/46*0333*08"),
    _m("CITROEN", "C3 AIRCROSS", "VF7", "2RHNPZ", "M10CTRVP0248X01", "VP", "M1", "AC", "CI", "ES", 1199, D(81),
       5, 1685, 2525, 1234, 5, 76, 4125, 118, "715/2007*2018/1832AG", "e2*2007/46*0588*04"),
    _m("VOLKSWAGEN", "GOLF", "WVW", "AUABCUKAX0", "M10VWGVP013D210", "VP", "M1", "AB", "CI", "GO", 1598, D(81),
       5, 1880, 3380, 1376, 5, 77, 2400, 102, "715/2007*566/2011EURO5", "e1*2007/46*0623*11"),
    _m("TOYOTA", "YARIS", "VNK", "XP13M(A)", "M10TYTVP04C2298", "VP", "M1", "AB", "CI", "EH", 1497, D("54"), 4,
       1565, None, 1160, 5, 73, 3600, 75, "715/2007*630/2012EURO6", "e11*2007/46*0152*09"),
    _m("DACIA", "SANDERO", "UU1", "7SRAB4", "M10DACVP0931X77", "VP", "M1", "AB", "CI", "ES", 898, D(66), 5,
       1540, 2640, 1118, 5, 76, 3750, 109, "715/2007*136/2014EURO6", "e2*2007/46*0021*15"),
    _m("FORD", "FIESTA", "WF0", "JHH1FTJ1", "M10FRDVP05G1133", "VP", "M1", "AB", "CI", "ES", 1242, D("60"), 4,
       1490, 2390, 1116, 5, 78, 4350, 120, "715/2007*692/2008EURO5", "e13*2001/116*0211*22"),
    _m("BMW", "SERIE 3", "WBA", "3K31", "M10BMWVP0B70421", "VP", "M1", "AC", "BREAK", "GO", 1995, D(135), 10,
       2095, 3695, 1615, 5, 74, 3000, 119, "715/2007*459/2012EURO6", "e1*2007/46*0314*17"),
    _m("NISSAN", "LEAF", "SJN", "ZE0A05", "M10NSNVP0E11842", "VP", "M1", "AB", "CI", "EL", None, D(80), 3,
       1945, None, 1523, 5, 69, None, 0, "", "e11*2007/46*0166*03"),
)
VANS = (
    _m("RENAULT", "KANGOO", "VF1", "FWK1B5", "N10RENCT0177X02", "CTTE", "N1", "BB", "FOURGON", "GO", 1461,
       D(66), 5, 1951, 3001, 1397, 2, 75, 2000, 123, "715/2007*136/2014EURO5", "e2*2001/116*0372*30"),
    _m("PEUGEOT", "PARTNER", "VF3", "7B9HF8", "N10PGTCT02Y8104", "CTTE", "N1", "BB", "FOURGON", "GO", 1560,
       D(55), 5, 1960, 2940, 1381, 3, 74, 2250, 112, "715/2007*195/2013EURO5", "e2*2007/46*0003*21"),
)
CLASSICS = (
    _m("RENAULT", "4", "VF1", "R1128", "M10RENVP0R41128", "VP", "M1", "", "CI", "ES", 1108, D(25), 4, 1095, None, 795,
       4, 78, 3000, None, "", ""),
    _m("CITROEN", "2 CV", "VF7", "AZKA", "M10CTRVP0AZKA02", "VP", "M1", "", "CI", "ES", 602, D("21.5"), 3, 930, None,
       660, 4, 80, 4250, None, "", ""),
)
OLD = (
    _m("PEUGEOT", "206", "VF3", "2CKFWB", "MPE1702A2837", "VP", "M1", "AB", "CI", "ES", 1360, D(55), 5, 1510, 2510,
       1075, 5, 79, 4125, 158, "70/220*98/69EURO3", "e2*98/14*0062*21"),
    _m("RENAULT", "CLIO", "VF1", "CB0105", "MRE5702V8114", "VP", "M1", "AB", "CI", "GO", 1461, D(48), 4, 1535, 2435,
       1065, 5, 76, 3000, 110, "70/220*2001/100EURO3", "e2*98/14*0104*17"),
    _m("CITROEN", "SAXO", "VF7", "S1HDZF", "MCT5102L7743", "VP", "M1", "AB", "CI", "ES", 1124, D(44), 4, 1250, 1950,
       895, 5, 78, 4650, 151, "70/220*96/69EURO2", "e2*93/81*0025*09"),
    _m("VOLKSWAGEN", "GOLF", "WVW", "1JAHFX01", "MVW5702F3391", "VP", "M1", "AB", "BREAK", "GO", 1896, D(74), 6,
       1800, 3100, 1365, 5, 78, 3000, 140, "70/220*1999/102EURO3", "e1*98/14*0071*15"),
)
"""Vehicles of the years before the SIV."""
# fmt: on


@dataclass(frozen=True)
class Vehicle:
    """One vehicle and its present registration."""

    model: Model
    vin: str
    plate: str
    """AA-123-AA."""
    first_registered: date
    certificate: date
    """Date I."""
    formule: str


def plate(rng: Random) -> str:
    """A registration number of the present system, AA-123-AA."""
    while True:
        left, right = ("".join(rng.choices(LETTERS, k=2)) for _ in range(2))
        if "SS" not in (left, right) and left != "WW":
            return f"{left}-{rng.randint(1, 999):03d}-{right}"


def old_plate(department: str, rng: Random) -> str:
    """A registration number of before 2009, 1234 AB 75."""
    digits = rng.randint(1, 9999)
    return f"{digits} {''.join(rng.choices(LETTERS, k=rng.choice((2, 2, 3))))} {department}"


def vin(model: Model, rng: Random) -> str:
    """A number of 17 characters that begins as those of the maker do."""
    return (
        model.wmi
        + "".join(rng.choices(VIN_CHARACTERS, k=6))
        + rng.choice("ABCDEFGHJKLM")
        + "".join(rng.choices("0123456789", k=7))
    )


def formule(certificate: date, rng: Random) -> str:
    """The number of a form printed in the year of that certificate."""
    return f"{certificate.year}{''.join(rng.choices(LETTERS, k=2))}{rng.randrange(100000):05d}"


def other_character(text: str, rank: int, rng: Random) -> str:
    """The text with another character of the same sort at that rank, far enough from it to be no misreading."""
    far = {"0": "47", "1": "35", "2": "69", "3": "17", "4": "85", "5": "24", "6": "17", "7": "69", "8": "47", "9": "25"}
    old = text[rank]
    new = rng.choice(far[old]) if old.isdigit() else rng.choice([c for c in "HKMTWX" if c != old])
    return text[:rank] + new + text[rank + 1 :]


def make(kind: tuple[Model, ...], first_registered: date, certificate: date, rng: Random) -> Vehicle:
    """A vehicle of one of those models."""
    model = rng.choice(kind)
    return Vehicle(model, vin(model, rng), plate(rng), first_registered, certificate, formule(certificate, rng))
