"""The measuring instrument itself: what it counts as what, and that no result is lost or counted twice."""

import sys
from pathlib import Path

import numpy as np
import pytest

from samples.papers import Reading
from tests.accuracy import __main__ as command
from tests.accuracy import baselines, tables
from tests.accuracy.cases import WHAT, cases
from tests.accuracy.child import Child
from tests.accuracy.compare import paired
from tests.accuracy.regexes import found_in
from tests.accuracy.results import (
    Case,
    FieldRead,
    PageSeen,
    PaperRead,
    Result,
    Verdict,
    append,
    load,
    mend,
    merged,
)  # fmt: skip
from tests.accuracy.tally import BINS, VERDICTS, Marks, Outcome, Tally

NO_MENTION = {"mention_cession": None}


def a_field(value, confidence=0.98, source="ocr") -> FieldRead:
    return FieldRead(value=value, confidence=confidence, source=source)


def a_result(true=(), read=(), rank=0, level="clean", group="paper", **more) -> Result:
    """A result; papers as (kind, {key: value}), those read with (value, confidence) or a value."""
    papers = [
        PaperRead(kind=kind, fields={k: v if isinstance(v, FieldRead) else a_field(v) for k, v in fields.items()})
        for kind, fields in read
    ]
    values = {
        "case": Case(group, "kbis", 7, rank, level), "name": f"{rank + 1:04d}-kbis", "commit": "abc", "pages": (),
        "expected": None, "answered": None, "others": {}, "crops": {}, "seconds": {},
    }  # fmt: skip
    drawn = tuple(Reading(kind=kind, fields=fields) for kind, fields in true)
    return Result(true=drawn, read=tuple(papers), **(values | more))


def whole(tally: Tally) -> Outcome:
    return Outcome.sum(tally.fields.values())


@pytest.mark.parametrize(
    ("true", "read", "confidence", "expected"),
    [
        pytest.param("AB-123-CD", "AB-123-CD", 0.4, (1, 0, 0, 0), id="exact-however-unsure"),
        pytest.param("AB-123-CD", None, 0.97, (0, 1, 0, 0), id="missing"),
        pytest.param("AB-123-CD", "AB-128-CD", 0.89, (0, 0, 1, 0), id="wrong-below-the-limit"),
        pytest.param("AB-123-CD", "AB-128-CD", 0.90, (0, 0, 1, 1), id="wrong-at-the-limit"),
        pytest.param(None, "AB-123-CD", 0.95, (0, 0, 1, 1), id="a-value-where-none-was-drawn"),
        pytest.param(None, None, 0.0, (1, 0, 0, 0), id="nothing-drawn-nothing-read"),
        pytest.param([], None, 0.0, (1, 0, 0, 0), id="an-empty-list-is-nothing"),
        pytest.param(1598, 1598.0, 0.9, (1, 0, 0, 0), id="numbers-by-value"),
        pytest.param(1, True, 0.9, (0, 0, 1, 1), id="a-mark-is-no-number"),
        pytest.param(["A", "B"], ["A"], 0.95, (0, 0, 1, 1), id="a-list-with-a-gap"),
    ],
)
def test_a_field_is_exact_missing_or_wrong(true, read, confidence, expected):
    field = a_field(read, confidence)
    tally = Tally.of([a_result([("kbis", {"siren": true})], [("kbis", {"siren": field})])])

    found = whole(tally)
    assert (found.exact, found.missing, found.wrong, found.sure) == expected


def test_a_paper_that_was_not_found_has_all_its_fields_missing():
    tally = Tally.of([a_result([("kbis", {"siren": "1", "greffe": "LYON"})], [("mandat", {"siren": "1"})])])
    assert (whole(tally).missing, whole(tally).count) == (2, 2)


def test_each_copy_is_compared_with_its_own_reading_and_none_twice():
    one, two = ({"exemplaire": n, "vin": "V", "kilometrage": n * 10} for n in (1, 2))
    result = a_result(
        [("certificat_cession", one), ("certificat_cession", two), ("certificat_cession", one)],
        [("certificat_cession", two), ("certificat_cession", one)],
    )
    pairs = paired(result.true, result.read)

    assert [pair.read.fields["exemplaire"].value if pair.read else None for pair in pairs] == [1, 2, None]


def test_a_copy_that_is_read_better_is_not_taken_for_the_other_one():
    one, two = ({"exemplaire": n, "vin": "V", "kilometrage": 10, "vendeur_nom": "DUBOIS"} for n in (1, 2))
    worse = one | {"kilometrage": None, "vendeur_nom": None}
    result = a_result([("certificat_cession", one), ("certificat_cession", two)],
                      [("certificat_cession", worse), ("certificat_cession", two)])  # fmt: skip

    assert [pair.read.fields["exemplaire"].value for pair in paired(result.true, result.read)] == [1, 2]


@pytest.mark.parametrize(
    ("confidence", "edges"),
    [(0.0, BINS[0]), (0.4999, BINS[0]), (0.5, BINS[1]), (0.8, BINS[2]), (0.9, BINS[3]), (0.95, BINS[4]),
     (0.99, BINS[5]), (1.0, BINS[5])],
)  # fmt: skip
def test_a_value_counts_in_the_bin_of_its_confidence_and_source(confidence, edges):
    field = a_field("x", confidence, "mrz")
    tally = Tally.of([a_result([("kbis", {"siren": "y"})], [("kbis", {"siren": field})])])

    assert {where: (one.count, one.wrong) for where, one in tally.bins.items()} == {("mrz", edges): (1, 1)}


def test_what_was_not_read_is_in_no_bin():
    assert Tally.of([a_result([("kbis", {"siren": "y"})], [("kbis", {"siren": None})])]).bins == {}


@pytest.mark.parametrize(
    ("key", "true", "read", "confidence", "expected"),
    [
        pytest.param("cachet", True, True, 0.9, Marks(present=1), id="seen"),
        pytest.param("cachet", True, False, 0.9, Marks(present=1, missed=1), id="missed"),
        pytest.param("cachet", False, True, 0.9, Marks(absent=1, alarms=1), id="false-alarm"),
        pytest.param("cachet", False, False, 0.9, Marks(absent=1), id="absent"),
        pytest.param("cachet", True, False, 0.79, Marks(unsaid=1), id="too-unsure-for-a-rule"),
        pytest.param("cachet", True, None, 0.0, Marks(unsaid=1), id="not-said"),
        pytest.param("signatures", 2, 1, 0.9, Marks(present=2, missed=1, absent=1), id="one-of-two"),
        pytest.param("signatures", 1, 2, 0.9, Marks(present=1, absent=1, alarms=1), id="one-too-many"),
    ],
)
def test_marks_are_missed_or_falsely_seen(key, true, read, confidence, expected):
    result = a_result([("mandat", {key: true})], [("mandat", {key: a_field(read, confidence, "pixels")})])
    assert list(Tally.of([result]).marks.values()) == [expected]


@pytest.mark.parametrize(
    ("true", "read", "expected"),
    [
        pytest.param({}, a_field("vendu le", 0.9), Marks(present=1), id="drawn-and-seen"),
        pytest.param({}, a_field(None, 0.95), Marks(present=1, missed=1), id="drawn-and-surely-blank"),
        pytest.param(NO_MENTION, a_field("vendu", 0.9), Marks(absent=1, alarms=1), id="not-drawn-but-seen"),
        pytest.param(NO_MENTION, a_field(None, 0.0), Marks(unsaid=1), id="nothing-said"),
    ],
)  # fmt: skip
def test_a_mention_counts_as_a_mark_though_its_text_is_no_truth(true, read, expected):
    tally = Tally.of([a_result([("carte_grise", true)], [("carte_grise", {"mention_cession": read})])])
    assert tally.marks["mention", "clean"] == expected


def test_a_sum_of_signatures_is_not_counted_beside_its_parts():
    fields = {"acheteur_signatures": 1, "vendeur_signatures": 1, "signatures": 2}
    tally = Tally.of([a_result([("declaration_achat", fields)], [("declaration_achat", fields)])])
    assert tally.marks["signature", "clean"].present == 2


@pytest.mark.parametrize(
    ("expected", "answered", "outcome"),
    [
        (("pass",), ("pass",), VERDICTS[0]),
        (("reject", "incomplet"), ("reject", "incomplet"), VERDICTS[0]),
        (("reject", "incomplet"), ("reject", "incomplet", "illisible"), VERDICTS[1]),
        (("pass",), ("reject", "illisible"), VERDICTS[2]),
        (("pass",), ("reject", "illisible", "incomplet"), VERDICTS[3]),
        (("reject", "non_conforme"), ("pass",), VERDICTS[4]),
    ],
)
def test_verdicts(expected, answered, outcome):
    said = {
        name: Verdict(verdict=verdict, motifs=tuple(motifs))
        for name, (verdict, *motifs) in (("expected", expected), ("answered", answered))
    }
    tally = Tally.of([a_result(group="dossier", **said)])

    assert dict(tally.verdicts["clean"]) == {outcome: 1}
    assert len(tally.false_passes) == (outcome == VERDICTS[4])


def a_page(kind="kbis", found=("kbis",), turned=0, upright=True) -> PageSeen:
    return PageSeen(file="f.pdf", number=1, kind=kind, turned=turned, found=found, upright=upright)


def test_pages_are_of_the_right_kind_and_the_right_way_up():
    pages = (
        a_page(),
        a_page(turned=1),
        a_page(turned=2, upright=False, found=("inconnu",)),
        a_page(upright=False, found=("kbis", "mandat")),
        a_page(turned=None, upright=None),
    )
    tally = Tally.of([a_result(pages=pages)])
    count = tally.pages["own", "clean"]

    assert (count.count, count.classified) == (5, 3)
    assert (count.turned, count.upright, count.straight, count.overturned) == (2, 1, 2, 1)
    assert tally.misread_pages["clean", "kbis", "kbis + mandat"] == 1


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("mandat", "Numéro VIN : [V|F|3|C|U|H|N|Z|T|G|Y|0|1|2|3|4|5]", {"vin": "VF3CUHNZTGY012345"}),
        ("mandat", "Je soussigné(e), LGROS Thierry\nFait à LYON le |1|4| |1|1| |2|0|2|6|", {
            "mandant_nom": "LGROS THIERRY", "fait_le": "2026-11-14"}),
        ("mandat", "donne mandat à :EURL DURAND 12345678900012", {
            "mandataire_nom": "EURL DURAND", "mandataire_siret": "12345678900012"}),
        ("carte_grise", "A. SC-133-LM B. 15/01/2016\nC.1 GARNIER\nFRANCOIS\nI 14/01/2018", {
            "immatriculation": "SC-133-LM", "date_premiere_immatriculation": "2016-01-15",
            "titulaire": "GARNIER FRANCOIS", "date_certificat": "2018-01-14"}),
        ("certificat_cession", "Le|0|9|1|1|2|0|2|6| à |1|7|h|5|0| le véhicule", {
            "date_cession": "2026-11-09", "heure_cession": "17:50"}),
        ("kbis", "à jour au 2 novembre 2026\nImmatriculation au RCS, numéro 024 468 258 R.C.S.", {
            "date_a_jour": "2026-11-02", "siren": "024468258"}),
        ("procuration", "Je soussigné, Monsieur GROS Thierry, né le 20/01/2003", {"mandants": ["GROS THIERRY"]}),
        ("accuse_cession", "Code de cession du véhicule : Z9A62", {"code_cession": "Z9A62"}),
        ("kbis", "à jour au 45/13/2026", {}),
        ("inconnu", "AB-123-CD", {}),
    ],
)  # fmt: skip
def test_expressions_find_what_anyone_would(kind, text, expected):
    assert found_in(kind, text) == expected


def test_a_baseline_is_told_the_page_and_may_add_the_other_side():
    texts = iter(["nothing", "C.1 GARNIER\nFRANCOIS\nVF3L9VC80F5325974", "2018JF41269\nAB-123-CD"])
    true = {"titulaire": "GARNIER FRANCOIS", "vin": "VF3L9VC80F5325974", "numero_formule": "2018JF41269", "marque": "X"}
    (read,) = baselines.read(
        lambda page: next(texts), [np.zeros((1, 1), np.uint8)] * 3, [Reading(kind="carte_grise", fields=true)]
    )
    assert read == {key: true[key] for key in ("titulaire", "vin", "numero_formule")}


def test_readers_are_counted_side_by_side_on_what_all_of_them_read():
    drawn = [("kbis", {"siren": "024468258", "observations": None})]
    beside = a_result(drawn, [("kbis", {"siren": "024468258"})], others={"tesseract": ({"siren": "024468253"},)})
    alone = a_result(drawn, [("kbis", {"siren": None})], rank=1)
    tally = Tally.of([beside, alone])

    assert {name: (one.exact, one.wrong) for (name, _, _), one in tally.rivals.items()} == {
        "conforme": (1, 0), "tesseract": (0, 1),
    }  # fmt: skip


def test_results_are_kept_line_by_line_and_a_cut_one_is_left_out(tmp_path):
    file = tmp_path / "run.jsonl"
    results = [a_result([("kbis", {"siren": "1"})], rank=rank) for rank in range(2)]
    for result in results:
        append(result, file)
    with file.open("a") as end:
        end.write('{"case": ["paper"')

    assert list(load(file)) == results
    mend(file)
    append(a_result(rank=2), file)
    assert [result.case.rank for result in load(file)] == [0, 1, 2]


def test_a_finished_line_that_is_no_result_is_an_error(tmp_path):
    (tmp_path / "run.jsonl").write_text("{}\n")
    with pytest.raises(ValueError, match="validation error"):
        list(load(tmp_path / "run.jsonl"))


def test_runs_are_merged_and_no_case_counts_twice(tmp_path):
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    append(a_result(rank=0, commit="old"), first)
    append(a_result(rank=1, commit="old"), first)
    append(a_result(rank=1, commit="new"), second)
    append(a_result(rank=1, level="photo", commit="new"), second)

    found = merged([first, second])
    assert [(one.case.rank, one.case.level, one.commit) for one in found] == [
        (0, "clean", "old"), (1, "clean", "new"), (1, "photo", "new"),
    ]  # fmt: skip


def test_our_drawings_and_official_blanks_stand_apart():
    results = [
        a_result([("mandat", {"vin": "V"})], [("mandat", {"vin": "V"})]),
        a_result([("mandat", {"vin": "V"})], [("mandat", {"vin": None})], group="form"),
    ]
    page = tables.page(Tally.of(results))

    assert "| clean | our drawings | 1 | 100.00 % | 0 | 0 | 0 (0.00 %) | 1 | 100.00 % |" in page
    assert "| clean | official blanks | 1 | 0.00 % | 1 | 0 | 0 (0.00 %) | 1 | 0.00 % |" in page


def test_a_wrong_value_stated_surely_is_listed_with_its_crop():
    result = a_result(
        [("kbis", {"siren": "1", "greffe": "LYON"})],
        [("kbis", {"siren": "7", "greffe": "L"})],
        crops={"0.siren": "c.png"},
    )
    page = tables.page(Tally.of([result]))

    assert "| clean 0001-kbis (7) | kbis | siren | 1 | 7 | 0.98 | ocr | c.png |" in page
    assert "| clean 0001-kbis (7) | kbis | greffe | LYON | L | 0.98 | ocr |  |" in page


def test_cases_go_rank_by_rank_through_every_kind_and_level():
    found = cases(7, range(2), ["clean", "bad"], ["dossier", "form"])

    assert len(found) == len(set(found)) == 2 * 2 * (1 + len(WHAT["form"]))
    assert [case.rank for case in found] == sorted(case.rank for case in found)


def test_without_its_environment_the_second_tool_is_left_out_and_said_so(tmp_path, capsys):
    wanted = command._arguments(
        ["--seed", "1", "--count", "1", "--levels", "clean,augraphy", "--augraphy", str(tmp_path)]
    )

    assert [case.level for case in command._asked(wanted)] == ["clean"]
    assert "make augraphy" in capsys.readouterr().err


def test_ranks_can_be_shared_among_runs():
    wanted = command._arguments(["--seed", "1", "--count", "2", "--papers", "1", "--first", "50", "--levels", "bad"])
    asked = command._asked(wanted)

    assert {(case.group, case.rank) for case in asked} == {("dossier", 50), ("dossier", 51), ("paper", 50)}


CHILD = """
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps({"error": "no"} if asked["fail"] else {"got": asked["n"]}), flush=True)
"""


def test_a_child_answers_each_question_and_says_when_it_fails(tmp_path):
    script = tmp_path / "child.py"
    script.write_text(CHILD)
    with Child(Path(sys.executable), script) as child:
        assert [child.ask({"fail": False, "n": n})["got"] for n in (1, 2)] == [1, 2]
        with pytest.raises(RuntimeError, match="no"):
            child.ask({"fail": True})
