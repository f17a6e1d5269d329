import hashlib
import re
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

import cv2
import html5lib
import numpy as np
import pytest

from pipeline.core.choices import Lang
from pipeline.core.dossier import FileRecord
from pipeline.core.labels import CLASSES, field_label
from pipeline.core.model import BoundingBox, Field, Picture, Source
from pipeline.core.report import Act, Actor, Evidence, Finding, Motif, Remedy, Report, Severity, Status
from pipeline.rules_page import rule_cards
from pipeline.run import Checked
from pipeline.stages.html_report import html_report
from pipeline.stages.html_words import HTML_WORDS, repair_note
from pipeline.stages.ingest import READINGS_FILE
from pipeline.stages.pictures import as_jpeg
from tests.builders import BOX, a_carte_grise, a_cession, blank, doubtful, unparsable
from tests.pictured import SAMPLES as FOLDER
from tests.pictured import pictured
from tests.stages.test_render import BROKEN, HELD, NOTED, UNREAD, WARNED, a_report
from validators.catalogue import CATALOGUE
from validators.policy import Policy

HTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
SAMPLES = ("vin", "mandat-absent", "titulaire-unique")
"""A conflict, a paper that is missing, a pass."""


def page_of(report: Report, pictures: Iterable[Picture] = (), lang: Lang = "fr") -> str:
    cards = rule_cards(CATALOGUE, Policy(), lang)
    return html_report(report, tuple(pictures), lang=lang, min_confidence=0.8, rules=cards)


def parsed(page: str) -> Element:
    """The page as a browser sees it. Raises ParseError where it is no right HTML."""
    tree: Element = html5lib.HTMLParser(strict=True).parse(page)
    return tree


@cache
def checked(sample: str, lang: Lang = "fr") -> Checked:
    return pictured(sample, lang)


@cache
def sample_page(sample: str, lang: Lang = "fr") -> str:
    answer = checked(sample, lang)
    return page_of(answer.report, answer.pictures, lang)


@cache
def sample_tree(sample: str) -> Element:
    return parsed(sample_page(sample))


def tags(tree: Element, *names: str) -> list[Element]:
    return [one for one in tree.iter() if one.tag in {f"{HTML}{name}" for name in names}]


def by_id(tree: Element, name: str) -> Element:
    (found,) = [one for one in tree.iter() if one.get("id") == name]
    return found


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


# --- a page that everybody can read --------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", SAMPLES)
def test_it_is_right_html_with_landmarks_and_headings_in_order(sample: str) -> None:
    tree = sample_tree(sample)
    assert tree.get("lang") == "fr"
    assert [len(tags(tree, name)) for name in ("header", "nav", "main", "footer", "h1")] == [1, 1, 1, 1, 1]
    levels = [int(one.tag[-1]) for one in tags(tree, "h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("sample", SAMPLES)
def test_ids_are_unique_and_every_link_leads_somewhere(sample: str) -> None:
    tree = sample_tree(sample)
    ids = [one.get("id") for one in tree.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    leads = {one.get("href") for one in tags(tree, "a")} | {
        f"#{name}" for one in tree.iter() for name in (one.get("aria-labelledby") or "").split()
    }
    assert leads <= {f"#{name}" for name in ids}
    assert len(leads) > 20


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_picture_has_words(sample: str) -> None:
    tree = sample_tree(sample)
    pictures = [one for one in tree.iter() if one.tag == f"{SVG}svg"]
    assert len(pictures) >= 6
    assert [one for one in pictures if one.get("role") != "img" or not one.get("aria-label")] == []


# --- one file, and nothing else ------------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", SAMPLES)
def test_nothing_comes_from_elsewhere(sample: str) -> None:
    tree = sample_tree(sample)
    outside = [
        (one.tag, name)
        for one in tree.iter()
        for name, value in one.attrib.items()
        if name.rpartition("}")[2] in ("href", "src", "srcset", "action", "data", "poster")
        and not value.startswith(("#", "data:image/jpeg;base64,"))
    ]
    assert outside == []
    assert tags(tree, "link", "iframe", "object", "embed", "base", "form") == []
    assert "http://" not in sample_page(sample)
    assert "https://" not in sample_page(sample)


def test_only_its_own_script_and_style_may_run() -> None:
    tree = sample_tree("vin")
    (script,), (style,) = tags(tree, "script"), tags(tree, "style")
    (policy,) = [
        one.get("content") or "" for one in tags(tree, "meta") if "content" in one.attrib and one.get("http-equiv")
    ]
    hashes = [
        f"'sha256-{b64encode(hashlib.sha256((one.text or '').encode()).digest()).decode()}'" for one in (script, style)
    ]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules == {
        "default-src": "'none'", "img-src": "data:", "script-src": hashes[0], "style-src": hashes[1],
        "base-uri": "'none'", "form-action": "'none'",
    }  # fmt: skip
    assert [
        one.tag for one in tree.iter() if "style" in one.attrib or any(name[:2] == "on" for name in one.attrib)
    ] == []


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_dossier_of_a_few_pages_makes_a_small_file(sample: str) -> None:
    assert len(sample_page(sample).encode()) < 2_000_000


# --- what it says, and in what order -------------------------------------------------------------------------------


def test_what_matters_most_comes_first() -> None:
    page = text_of(parsed(page_of(a_report([HELD, NOTED, WARNED, UNREAD, BROKEN], (a_carte_grise(),)))))
    order = [
        "REJETÉ", "Non conforme", BROKEN.message, UNREAD.message, "16/03/2026", "Ce qui ne va pas", BROKEN.action,
        UNREAD.action, "Avertissements", WARNED.message, "Pour information", NOTED.message, "Ce qui est conforme",
        HELD.message, "Pièces et champs lus", "MARTIN CLAIRE", "Provenance",
    ]  # fmt: skip
    places = []
    for words in order:
        places.append(page.find(words, places[-1] if places else 0))
    assert -1 not in places
    assert places == sorted(places)


def test_a_pass_says_so_and_until_when() -> None:
    tree = sample_tree("titulaire-unique")
    said = text_of(tags(tree, "header")[0])
    assert "CONFORME" in said
    assert "À déposer au plus tard le 22/12/2026" in said
    assert not [one for one in tree.iter() if one.get("id") in ("problems", "corrections", "message")]


def test_the_message_to_the_client_is_there_to_the_letter() -> None:
    letter = by_id(sample_tree("vin"), "letter")
    assert "".join(letter.itertext()).strip() == (checked("vin").report.advice.message_client or "").strip()


def test_all_sides_of_a_conflict_stand_together_with_the_character_that_differs() -> None:
    problem = by_id(sample_tree("vin"), "c1")
    papers = [text_of(one) for one in tags(problem, "strong")][:5]
    assert papers == [
        "Carte grise", "Certificat de cession", "Contrôle technique", "Certificat de situation administrative",
        "Mandat",
    ]  # fmt: skip
    assert len([one for one in problem.iter() if one.tag == f"{SVG}image"]) == 5
    assert [text_of(one) for one in tags(problem, "mark")] == ["4"]
    assert "VNKMBMLE0J2977245" in text_of(problem)


def test_what_there_is_no_place_for_is_said_in_words() -> None:
    problem = by_id(sample_tree("mandat-absent"), "c1")
    assert "la pièce n'est pas dans le dossier" in text_of(problem)
    assert "Vendeur (mandat à fournir)" in text_of(problem)
    assert [one for one in problem.iter() if one.tag == f"{SVG}svg"] == []


def test_how_sure_a_value_is_is_said_in_words_too() -> None:
    card = a_carte_grise(vin=doubtful("VF1RFB00456789012"), marque=blank(), date_certificat=unparsable("3l/0Z"))
    rows = {text_of(row[0]): row for row in tags(parsed(page_of(a_report([HELD], (card,)))), "tr")}
    said = {name: f"{row[1].get('class')}{text_of(row[1])} {text_of(row[2])}" for name, row in rows.items()}
    assert "à confirmer 40 %" in said["numéro d'identification (VIN) (E)"]
    assert "vide" in said["marque (D.1)"]
    assert "« 3l/0Z » illisible" in said["date du certificat d'immatriculation (I)"]
    assert "lu 99 %" in said["titulaire (C.1)"]


def test_a_rule_is_explained_where_it_is_cited() -> None:
    tree = sample_tree("vin")
    card = text_of(by_id(tree, "rule-veh.vin-match"))
    assert "docs/rules.md#veh.vin-match" in card
    assert "Cerfa 15776, Rubrique véhicule" in card
    leading = {text_of(one) for one in tags(by_id(tree, "c1"), "a") if one.get("href") == "#rule-veh.vin-match"}
    assert leading == {"Choix du projet ; Cerfa 15776, Rubrique véhicule", "veh.vin-match"}


def test_every_repair_of_the_samples_is_told_in_french() -> None:
    notes = {
        note
        for sample in SAMPLES
        for document in checked(sample).report.documents
        for _, field in document.fields()
        for note in field.repairs
    }
    assert len(notes) >= 4
    assert {note for note in notes if repair_note(note, "fr") == note} == set()


def test_english_is_complete() -> None:
    tree = parsed(sample_page("vin", "en"))
    assert tree.get("lang") == "en"
    for parent in list(tree.iter()):
        for child in [one for one in parent if one.get("lang") == "fr" or one.tag in (f"{HTML}style", f"{HTML}script")]:
            child.clear()
    said = text_of(tree)
    # Trade terms are called the same in English, by the rules and the names of papers.
    terms = {"succession", "déclaration d'achat"}
    same = {french for french, english in HTML_WORDS.values() if french.lower() in english.lower()}
    french = {words[0] for words in HTML_WORDS.values() if len(words[0]) > 6} - same - terms
    assert {words for words in french if re.search(rf"\b{re.escape(words)}\b", said)} == set()


# --- what is shown -------------------------------------------------------------------------------------------------


def a_page(box: BoundingBox, aspect: float = 0.7) -> Picture:
    """A white page, black where the box is."""
    high, wide = 2000, round(2000 * aspect)
    pixels = np.full((high, wide, 3), 255, np.uint8)
    pixels[round(box.top * high) : round(box.bottom * high), round(box.left * wide) : round(box.right * wide)] = 0
    return Picture(file="scan.pdf", page=1, jpeg=as_jpeg(pixels))


def looked_at(**more: Any) -> Evidence:
    return Evidence(document="carte_grise-1", field="vin", file="scan.pdf", page=1, **more)


@pytest.mark.parametrize(
    "box",
    [
        pytest.param(BOX, id="line"),
        pytest.param(BoundingBox(left=0.0, top=0.0, right=0.02, bottom=0.015), id="tick-in-the-corner"),
        pytest.param(BoundingBox(left=0.9, top=0.97, right=1.0, bottom=1.0), id="bottom-right"),
        pytest.param(BoundingBox(left=0.05, top=0.1, right=0.95, bottom=0.9), id="nearly-all"),
    ],
)
def test_the_crop_shows_the_place_and_the_frame_lies_on_it(box: BoundingBox) -> None:
    finding = BROKEN.model_copy(update={"evidence": (looked_at(box=box),)})
    problem = by_id(parsed(page_of(a_report([finding], (a_carte_grise(),)), [a_page(box)])), "c1")
    (image,) = [one for one in problem.iter() if one.tag == f"{SVG}image"]
    (rect,) = [one for one in problem.iter() if one.tag == f"{SVG}rect"]
    href = next(value for name, value in image.attrib.items() if name.endswith("href"))
    shown = cv2.imdecode(np.frombuffer(b64decode(href.partition(",")[2]), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert shown is not None
    assert shown.shape == (int(image.attrib["height"]), int(image.attrib["width"]))
    x, y, width, height = (float(rect.attrib[name]) for name in ("x", "y", "width", "height"))
    inside = np.zeros(shown.shape, bool)
    inside[round(y) : round(y + height), round(x) : round(x + width)] = True
    assert float(((shown < 128) == inside).mean()) > 0.98
    assert inside.mean() < 0.95, "there is something around it"


def test_fields_that_stand_together_are_shown_in_one_piece() -> None:
    near = BOX.model_copy(update={"top": 0.25, "bottom": 0.28})
    far = BOX.model_copy(update={"top": 0.8, "bottom": 0.83})
    evidence = tuple(
        looked_at(box=box).model_copy(update={"field": key})
        for key, box in (("date_certificat", BOX), ("vin", near), ("titulaire", far))
    )
    report = a_report([BROKEN.model_copy(update={"evidence": evidence})], (a_carte_grise(),))
    figures = tags(by_id(parsed(page_of(report, [a_page(BOX)])), "c1"), "figure")
    assert [len([one for one in figure.iter() if one.tag == f"{SVG}rect"]) for figure in figures] == [2, 1]


def test_without_pictures_all_is_still_said() -> None:
    finding = BROKEN.model_copy(update={"evidence": (looked_at(box=BOX),)})
    tree = parsed(page_of(a_report([finding], (a_carte_grise(),))))
    assert [one for one in tree.iter() if one.tag == f"{SVG}svg"] == []
    assert "Image de la page non conservée" in text_of(by_id(tree, "c1"))
    assert "VF1RFB00456789012" in text_of(by_id(tree, "c1"))


# --- hostile papers and names --------------------------------------------------------------------------------------

HOSTILE = (
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; &amp;",
    "javascript:alert(1)",
    "\u202egnp.exe\u202c",
    "a\nb\rc\x00d\x1b[2Je\u200bf\u2066g\ufeff",
    "]]><!-- <![CDATA[ -->",
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_papers_and_names_say_is_text_and_nothing_else(hostile: str) -> None:
    field = Field[str](
        value=hostile, raw=hostile, confidence=0.5, source=Source.OCR, file=hostile, page=1, box=BOX, repairs=(hostile,)
    )
    card = a_carte_grise(vin=field).model_copy(update={"pages": ()})
    other = a_cession(vin=field.model_copy(update={"value": None}))
    finding = Finding(
        rule="veh.vin-match", status=Status.FAILED, severity=Severity.BLOCKING, motif=Motif.NON_CONFORME,
        message=hostile, action=hostile, expected=hostile, found=hostile,
        remedies=(Remedy(act=Act.REFAIRE, actor=Actor.VENDEUR, paper=hostile),),
        evidence=tuple(Evidence(document=one.id, field="vin", file=hostile, page=1, box=BOX) for one in (card, other)),
    )  # fmt: skip
    report = a_report([finding], (card, other), name=hostile)
    report = report.model_copy(
        update={
            "files": (FileRecord(file=hostile, sha256="0", detail=hostile),),
            "advice": report.advice.model_copy(update={"message_client": hostile, "histovec": hostile}),
        }
    )
    page = page_of(report, [a_page(BOX).model_copy(update={"file": hostile})])
    tree = parsed(page)
    assert len(tags(tree, "script")) == 1
    assert len(tags(tree, "style")) == 1
    assert tags(tree, "img", "b") == []
    assert [sign for sign in page if sign != "\n" and unicodedata.category(sign) in ("Cc", "Cf", "Cs")] == []
    visible = "".join("�" if unicodedata.category(sign) in ("Cc", "Cf") else sign for sign in hostile)
    assert visible in "".join(tags(tree, "h1")[0].itertext())
    assert visible in "".join(by_id(tree, "t1").itertext())
    assert visible in "".join(by_id(tree, "pages").itertext())
    assert visible in "".join(tags(tree, "footer")[0].itertext())
    assert [one.tag for one in tree.iter() if any(name[:2] == "on" for name in one.attrib)] == []


# --- pictures are kept where they are asked for, and only there ----------------------------------------------------


def test_as_many_pictures_as_asked_for_are_kept() -> None:
    assert [len(pictured("vin", pictures=asked).pictures) for asked in (0, 3, 60)] == [0, 3, 7]


def test_pictures_are_no_part_of_what_is_written_for_programs() -> None:
    answer = checked("vin")
    jpeg = answer.pictures[0].jpeg
    assert b64encode(jpeg).decode()[:64] not in answer.report.model_dump_json()
    assert (FOLDER / "vin" / READINGS_FILE).stat().st_size < len(jpeg)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_field_has_a_name_for_people(lang: Lang) -> None:
    names = {
        field_label(model.model_fields["kind"].default, key, lang) for model in CLASSES for key in model.model_fields
    }
    kept = {"id", "kind", "confidence", "pages"}
    assert {name for name in names - kept if "_" in name} == set()
