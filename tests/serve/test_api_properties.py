"""The API against what it says of itself: whatever is sent, the answer is one of those told."""

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import schemathesis
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from schemathesis.specs.openapi.schemas import OpenApiSchema

from pipeline.core.dossier import Facts
from pipeline.serve.app import application
from pipeline.serve.guard import Gate
from pipeline.serve.office import Office
from pipeline.serve.uploads import Intake
from tests.serve.conftest import Clock, a_desk, answered, drop, sample


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenApiSchema]:
    """The document of a server that has a dossier."""
    data: Path = tmp_path_factory.mktemp("serve") / "data"
    clock = Clock()
    with a_desk(data, clock, workers=1) as desk:
        answered(desk, drop(desk, sample("vin"), "Dupont", Facts()))
        app = application(Office(desk, Intake(), 30, clock, "fr"), Gate(None, clock, frozenset({"testserver"})))
        yield schemathesis.openapi.from_asgi("/api/openapi.json", app)


OPERATIONS = (
    ("GET", "/api/dossiers"),
    ("POST", "/api/dossiers"),
    ("GET", "/api/dossiers/{identity}"),
    ("GET", "/api/dossiers/{identity}/report"),
    ("GET", "/api/dossiers/{identity}/report.html"),
    ("GET", "/api/dossiers/{identity}/bundle"),
    ("POST", "/api/dossiers/{identity}/corrections"),
    ("DELETE", "/api/dossiers/{identity}"),
)
UNTRUE = {("POST", "/api/dossiers"): [positive_data_acceptance]}
"""No schema can say that bytes by chance are no PDF, which is refused."""


def test_these_are_all_operations(described: OpenApiSchema) -> None:
    told = [result.ok() for result in described.get_all_operations()]
    assert {(one.method.upper(), one.path) for one in told} == {*OPERATIONS}


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_whatever_is_asked_the_answer_is_one_of_those_told(
    described: OpenApiSchema, method: str, path: str, mode: GenerationMode
) -> None:
    operation = described[path][method]

    @hypothesis.settings(
        max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(hypothesis.HealthCheck)
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def holds(case: schemathesis.Case) -> None:
        case.call_and_validate(excluded_checks=UNTRUE.get((method, path), []))

    holds()
