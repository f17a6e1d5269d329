"""A policy file changes parameters by name, and a wrong one is refused with a clear message."""

from datetime import date
from pathlib import Path

import pytest

from pipeline.core.errors import UsageError
from validators.policy import Policy


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "policy.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    policy = Policy.from_toml(
        written(
            tmp_path,
            'csa_max_age_days = 10\nct_l_effective = 2024-05-01\naccepted_forms = ["15776*02"]\n'
            'min_confidence = 1\n[papers]\ncontrole_technique = "warn"\n',
        )
    )
    assert policy.csa_max_age_days == 10
    assert policy.ct_l_effective == date(2024, 5, 1)
    assert policy.accepted_forms == ("15776*02",)
    assert policy.papers.controle_technique == "warn"
    assert policy.ct_max_age_months == Policy().ct_max_age_months


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("csa_max_days = 10", "clé inconnue « csa_max_days », peut-être « csa_max_age_days »", id="near"),
        pytest.param("[papers]\ncarte_gris = 'off'", "peut-être « papers.carte_grise »", id="near-in-the-table"),
        pytest.param("carte_grise = 'off'", "peut-être « papers.carte_grise »", id="outside-the-table"),
        pytest.param("xyz = 1", "clé inconnue « xyz ».", id="like-nothing"),
        pytest.param('csa_max_age_days = "15 jours"', "doit être un nombre entier, en jours", id="unit-written-out"),
        pytest.param("ct_max_age_months = 5.5", "doit être un nombre entier, en mois", id="half-a-month"),
        pytest.param("ct_max_age_months = 0", "doit être au moins 1, en mois", id="too-small"),
        pytest.param("min_confidence = 80", "doit être au plus 1", id="percent"),
        pytest.param('ct_l_effective = "15/04/2024"', "doit être une date", id="date-as-text"),
        pytest.param('csa_gage = "non"', '"reject_unless_ack", "reject", "warn"', id="choices"),
        pytest.param('[papers]\ncarte_grise = "non"', '"required", "warn", "off"', id="choices-of-a-paper"),
        pytest.param("papers = 3", "doit être une table", id="not-a-table"),
        pytest.param("x y", "TOML incorrect", id="no-toml"),
    ],
)
def test_the_complaint_says_what_would_be_right(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        Policy.from_toml(written(tmp_path, text))
    assert said in str(refused.value)


def test_the_origin_of_each_parameter_is_known(tmp_path: Path) -> None:
    policy = Policy.from_toml(written(tmp_path, 'csa_max_age_days = 15\n[papers]\ncarte_grise = "warn"\n'))
    assert policy.chosen() == {"csa_max_age_days", "papers.carte_grise"}
    assert policy.chosen() <= set(policy.names())
    assert Policy().chosen() == frozenset()


def test_the_digest_is_of_the_values_and_not_of_where_they_come_from(tmp_path: Path) -> None:
    same = Policy.from_toml(written(tmp_path, "csa_max_age_days = 15"))
    other = Policy.from_toml(written(tmp_path, "csa_max_age_days = 14"))
    assert same.digest() == Policy().digest() != other.digest()


def test_every_parameter_says_what_it_means() -> None:
    assert [name for name, field in Policy.model_fields.items() if not field.description and name != "papers"] == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("csa_max_days = 10", "csa_max_days", id="unknown-key"),
        pytest.param('csa_max_age_days = "10"', "csa_max_age_days", id="text-for-a-number"),
        pytest.param("csa_max_age_days = 14.5", "csa_max_age_days", id="fraction-for-a-number"),
        pytest.param("csa_max_age_days = 0", "csa_max_age_days", id="out-of-range"),
        pytest.param('ct_critical = "maybe"', "ct_critical", id="unknown-choice"),
        pytest.param('ct_l_effective = "15 avril"', "ct_l_effective", id="text-for-a-date"),
        pytest.param('[papers]\npermis = "off"', "papers.permis", id="unknown-paper"),
        pytest.param('[papers]\naccuse_cession = "warn"', "papers.accuse_cession", id="paper-never-asked-for"),
        pytest.param('[id_expired_between]\nvendeur = "off"', "id_expired_between.vendeur", id="choice-in-a-table"),
        pytest.param("= 3", "TOML", id="no-toml"),
    ],
)
def test_a_wrong_file_is_refused_and_the_message_names_the_key(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(UsageError, match=named.replace(".", r"\.")):
        Policy.from_toml(written(tmp_path, text))


def test_an_absent_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere\.toml"):
        Policy.from_toml(tmp_path / "nowhere.toml")


def test_digest_changes_with_any_parameter() -> None:
    assert Policy().digest() == Policy().digest()
    assert Policy().digest() != Policy(km_slack=999).digest()
    assert len(Policy().digest()) == 64


@pytest.mark.parametrize(
    ("semantics", "printed", "holders"),
    [
        ("auto", 1, 2),
        ("auto", 2, 2),
        ("auto", 3, 3),
        ("total", 1, 2),
        ("total", 2, 2),
        ("coholders", 1, 2),
        ("coholders", 2, 3),
    ],
)
def test_holders_that_c41_stands_for(semantics: str, printed: int, holders: int) -> None:
    assert Policy.model_validate({"c41_semantics": semantics}).holders(printed) == holders
