"""Characters that may stand in a zone: what engines are limited to there."""

DIGITS = "0123456789"
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CODE = CAPITALS + DIGITS
DAY = DIGITS + "/.- "
