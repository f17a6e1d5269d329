"""How well papers are read and dossiers judged, on freshly drawn ones.

    python -m tests.accuracy --seed 7 --count 100 --results run.jsonl     draw, read, keep what came out
    python -m tests.accuracy --table run.jsonl more.jsonl                 the tables of docs/accuracy.md

    cases ─► reading ─► results (JSON lines) ─► tally ─► tables
             baselines

`cases` draws (`samples`, `official`, `augraphy`), `reading` reads with the real pipeline and the `baselines`, `results`
keeps one line per case, so that a killed run goes on and several runs become one table.
"""

from tests.accuracy.compare import KEY_FIELDS, same

__all__ = ["KEY_FIELDS", "same"]
