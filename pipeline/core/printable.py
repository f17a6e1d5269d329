"""Text for the eyes only."""

import unicodedata


def printable(text: str) -> str:
    r"""The text on one line, without control characters: a file name could hold commands for the terminal.

    >>> printable("AB\x1b[2J-123")
    'AB�[2J-123'
    """
    return "".join("�" if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") else sign for sign in text)
