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
