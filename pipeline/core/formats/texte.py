"""Plain text as values carry it: capitals without accents, single blanks.

Names in particular ("Hélène  Lefèvre" is 'HELENE LEFEVRE'). Hyphens, apostrophes and other signs stay, in one shape
each, since they are printed; what compares names drops them itself.

Source: contract.md, values; rules.md 4.1 (Œ and Æ in two letters).

>>> compact("  Hélène   LEFÈVRE ")
'HELENE LEFEVRE'
>>> compact("L’Haÿ – les–Roses")
"L'HAY - LES-ROSES"
>>> compact("Cœur, Lætitia, Strauß")
'COEUR, LAETITIA, STRAUSS'
"""

import unicodedata

_ONE_SHAPE = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4\u0060\u2032", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | {"Œ": "OE", "Æ": "AE", "Ø": "O", "Ł": "L", "Đ": "D", "Ð": "D"}
)


def compact(text: str) -> str:
    """Capitals without accents, apostrophes and hyphens in one shape each, single blanks, none at the ends."""
    # Shapes first: compatibility forms turn an acute accent that stands alone into a blank.
    shaped = text.translate(_ONE_SHAPE).upper().translate(_ONE_SHAPE)
    letters = unicodedata.normalize("NFKD", shaped)
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())
