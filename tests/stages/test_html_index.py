import re

import html5lib
import pytest

from pipeline.core.report import Motif
from pipeline.stages.html_index import MAX_LINES, Line, html_index
from tests.stages.test_html_report import HTML, parsed, tags, text_of

PASSED = Line("mars 1", "mars 1", "done", "pass", (), (), 3.25, None, "mars 1.html")
REJECTED = Line(
    dossier="mars 2",
    path="mars 2.pdf",
    state="done",
    outcome="reject",
    motifs=(Motif.INCOMPLET, Motif.ILLISIBLE),
    rules=("docs.cerfa", "docs.ci", "docs.ct", "docs.csa", "docs.mandat"),
    seconds=12.0,
    duplicate_of=None,
    report="mars 2.html",
)
COPY = REJECTED._replace(dossier="mars 3", path="mars 3.pdf", state="duplicate", duplicate_of="mars 2")
FAILED = Line("vide", "vide", "failed", "unexamined", (), (), 0.0, None, None)
TITLES = {"docs.cerfa": "Certificat de cession présent", "docs.ci": "Carte grise présente"}


def text_on(page: str) -> str:
    return text_of(tags(parsed(page), "body")[0])


def test_it_is_right_html_with_landmarks_and_a_table_that_needs_no_script() -> None:
    tree = parsed(html_index([PASSED, REJECTED, COPY, FAILED], TITLES, "fr"))
    assert tree.get("lang") == "fr"
    assert [len(tags(tree, name)) for name in ("header", "main", "footer", "h1", "caption")] == [1, 1, 1, 1, 1]
    (body,) = tags(tree, "tbody")
    lines = [[text_of(cell) for cell in row] for row in body]
    assert lines[0] == ["mars 1", "CONFORME", "", "", "3,2"]
    assert lines[1][:3] == ["mars 2 mars 2.pdf", "REJETÉ", "incomplet, illisible"]
    assert lines[1][3] == "Certificat de cession présentCarte grise présentedocs.ct+ 2 autres"
    assert lines[2][0] == "mars 3 mars 3.pdf même contenu que mars 2"
    assert lines[3][:2] == ["vide à relire au prochain lot", "NON EXAMINÉ"]
    assert [row.get("data-rule", "").count("docs.") for row in body] == [0, 5, 5, 0], "all of them can be asked for"
    assert "hidden" in tags(tree, "form")[0].attrib, "what needs the script is shown by the script"


def test_the_head_counts_verdicts_motifs_rules_and_what_has_no_answer_yet() -> None:
    page = html_index([PASSED, REJECTED, COPY, FAILED], TITLES, "fr", waiting=7)
    (header,) = tags(parsed(page), "header")
    said = text_of(header)
    assert said.startswith("Conforme Index des dossiers 11 dossiers 1 conforme 2 rejetés 1 non examiné 7 en attente")
    assert "2 incomplet 2 illisible, à vérifier par une personne" in said
    assert "Certificat de cession présent docs.cerfa 2" in said


def test_rules_are_named_by_how_often_they_reject() -> None:
    often = [REJECTED._replace(rules=("ct.freshness",)), REJECTED._replace(rules=("ct.freshness", "docs.ci"))]
    (header,) = tags(parsed(html_index(often, TITLES, "fr")), "header")
    assert re.findall(r"[a-z]+\.[a-z]+", text_of(header)) == ["ct.freshness", "ct.freshness", "docs.ci"]


def test_each_line_leads_to_its_report_whatever_its_name() -> None:
    names = ["javascript:alert(1).html", "a#b?c.html", "100 %.html", '"><script>.html']
    tree = parsed(html_index([PASSED._replace(report=name) for name in names], {}, "fr"))
    (body,) = tags(tree, "tbody")
    assert [one.get("href") for one in tags(body, "a")] == [
        "javascript%3Aalert%281%29.html",
        "a%23b%3Fc.html",
        "100%20%25.html",
        "%22%3E%3Cscript%3E.html",
    ]


def test_hostile_names_stay_text() -> None:
    evil = '</td><script>alert(1)</script>\u202e\x1b[2J"'
    page = html_index([PASSED._replace(dossier=evil, path=evil, duplicate_of=evil)], {}, "fr")
    assert len(tags(parsed(page), "script")) == 1
    assert "\u202e" not in page
    assert "\x1b" not in page


def test_nothing_is_loaded_and_only_its_own_script_may_run() -> None:
    page = html_index([PASSED], {}, "fr")
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy.startswith("default-src &#39;none&#39;; img-src data:; script-src &#39;sha256-")
    assert "unsafe" not in policy
    assert not re.search(r"(?:src|href)=\"?(?:https?:)?//", page)
    assert not re.search(r"\son\w+=|\sstyle=", page)


def test_in_english_not_a_word_is_french() -> None:
    page = html_index([PASSED, REJECTED, COPY, FAILED], {}, "en", waiting=1)
    tree = html5lib.HTMLParser(strict=True).parse(page)
    assert tree.get("lang") == "en"
    assert "REJECTED" in text_on(page)
    assert "incomplete, unreadable" in text_on(page)
    said = "".join(text for one in tags(tree, "body") for text in one.itertext())
    assert not re.search(r"[éèàêçÉ]|\b(?:le|la|les|des|du|au|ou|et|de)\b", said)


def test_a_page_of_too_many_lists_what_has_to_be_looked_at_first_and_says_so() -> None:
    many = [PASSED] * MAX_LINES + [REJECTED]
    page = html_index(many, {}, "fr")
    listed = re.findall(r'<tr data-outcome="(\w+)"', page)
    assert (len(listed), listed[0]) == (MAX_LINES, "reject")
    assert "index.csv les a tous" in page
    assert f"{MAX_LINES // 1000}\u202f001" in page


@pytest.mark.parametrize("waiting", [0, 3])
def test_a_batch_without_an_answer_has_a_page_that_says_so(waiting: int) -> None:
    tree = parsed(html_index([], {}, "fr", waiting=waiting))
    (body,) = tags(tree, "tbody")
    assert text_of(body) == "Aucun dossier n'a encore de réponse."
    assert tags(body, f"{HTML}a") == []


def test_there_is_a_filter_for_what_makes_a_difference() -> None:
    one_motif = REJECTED._replace(motifs=(Motif.INCOMPLET,), rules=("docs.ct",))
    menus = [[one.get("name") for one in tags(parsed(html_index(lines, {}, "fr")), "select")] for lines in (
        [PASSED], [one_motif], [PASSED, one_motif], [REJECTED, COPY],
    )]  # fmt: skip
    assert menus == [[], ["motif", "rule"], ["outcome", "motif", "rule"], ["motif", "rule", "state"]]
