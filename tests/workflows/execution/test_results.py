"""Failures of steps: recorded in all languages, shown in one."""

from bivelio_core.errors import ValidationError
from bivelio_core.workflows.execution import failure_texts
from bivelio_core.workflows.execution.failure_texts import fill
from bivelio_core.workflows.execution.locks import WorkflowAlreadyRunning
from bivelio_core.workflows.execution.results import Failure, localised


def test_a_failure_is_shown_in_the_language_that_is_asked_for():
    recorded = Failure("HTTP_STATUS", fill(failure_texts.HTTP_STATUS, status=503), details={"status": 503}).describe()
    assert localised(recorded) == {
        "code": "HTTP_STATUS",
        "message": "El receptor ha respost amb l'estat 503.",
        "details": {"status": 503},
    }
    assert localised(recorded, "es")["message"] == "El receptor ha respondido con el estado 503."
    assert localised(recorded, "en") == {
        "code": "HTTP_STATUS",
        "message": "The receiver answered 503.",
        "details": {"status": 503},
    }
    assert "details" not in recorded["translations"]["en"], "what is the same in each language is kept once"


def test_a_message_of_the_workflows_own_is_said_as_it_is_with_its_braces():
    recorded = Failure("STOPPED", "{no} és un camp").describe()
    assert recorded == {"code": "STOPPED", "message": "{no} és un camp"}
    assert localised(recorded, "en") == recorded


def test_a_refused_operation_tells_its_fields_in_the_language_too():
    recorded = Failure.of(ValidationError.of("email", "format", expected="email")).describe()
    for language, sentence in {
        "ca": "El camp 'email' ha de ser una adreça electrònica com maria@example.com.",
        "en": "The field 'email' must be an e-mail address such as maria@example.com.",
    }.items():
        shown = localised(recorded, language)
        assert (shown["message"], shown["details"]["errors"][0]["message"]) == (sentence, sentence)
        assert shown["details"]["field"] == "email"


def test_the_failure_inside_a_failure_is_in_the_same_language():
    inner = Failure.of(WorkflowAlreadyRunning()).describe()
    recorded = Failure("WORKFLOW_FAILED", failure_texts.CHILD_FAILED, details={"step": "a", "error": inner}).describe()
    assert localised(recorded, "en") == {
        "code": "WORKFLOW_FAILED",
        "message": "The other workflow failed.",
        "details": {
            "step": "a",
            "error": {
                "code": "WORKFLOW_ALREADY_RUNNING",
                "message": "The workflow already has a running instance.",
            },
        },
    }
    assert "translations" not in str(localised(recorded))


def test_a_failure_recorded_without_translations_is_shown_as_it_is():
    recorded = {"code": "TIMEOUT", "message": "El pas no ha acabat."}
    assert localised(recorded, "es") == recorded
    assert localised(None, "es") is None
