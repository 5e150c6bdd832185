"""The command that asks the real Gemini, against the simulator; and the recording that it wrote, played back.

The recording in the repository says whose answers it has: `simulated`, or Google's once somebody with a key has run
`make gemini-check`.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from bivelio_core.config import AiSettings
from bivelio_core.language_models import EMBEDDING_MODELS
from bivelio_core.providers import language_model as lm
from bivelio_core.providers.language_model.gemini import GeminiModel

from tests.providers.gemini_answers import answer
from tests.providers.gemini_simulator import KEY, Calls, GeminiSimulator
from tools import gemini_check
from tools.gemini_check import files
from tools.gemini_check.checks import CHECKS, a_stream, json_by_a_schema
from tools.gemini_check.recording import GOOGLE, Replayer

RECORDING: dict[str, Any] = json.loads(gemini_check.RECORDING.read_text(encoding="utf-8"))


def replaying(exchanges: list[dict[str, Any]]) -> GeminiModel:
    """An adapter that is answered as somebody was before, without a network."""
    model = RECORDING["exchanges"]["json_by_a_schema"][0]["request"]["path"].split("/")[-1].split(":")[0]
    return GeminiModel(AiSettings("gemini", model=model), lambda: "no-key", transport=Replayer(exchanges))


def recorded(tmp_path: Path, **environment: str) -> dict[str, Any]:
    """The recording of a run against the simulator."""
    file = tmp_path / "recording.json"
    with GeminiSimulator(answer) as gemini:
        named = {"GEMINI_API_KEY": KEY, "GEMINI_URL": gemini.settings.url, "RECORDING": str(file), **environment}
        gemini_check.main(named)
        assert gemini.refused == []
    made: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return made


def test_all_shapes_are_asked_told_and_recorded(capsys, tmp_path):
    made = recorded(tmp_path)
    lines = capsys.readouterr().out.splitlines()
    of_models, of_vectors = lines[: len(CHECKS)], lines[len(CHECKS) :]
    assert all("gemini-3.5-flash-lite-001" in line for line in of_models)
    assert [line.split()[1:3] for line in of_vectors] == [[name, "answers"] for name in EMBEDDING_MODELS]
    assert list(made["exchanges"]) == [check.__name__ for check in CHECKS]
    assert made["server"] == "simulated"
    assert KEY not in json.dumps(made)


def test_the_shapes_are_all_that_the_platform_sends(tmp_path):
    """A file of each kind, tools with and without a schema, results, repairs, streams, short deadlines."""
    exchanges = [each["request"] for all_ in recorded(tmp_path)["exchanges"].values() for each in all_]
    told = json.dumps(exchanges)
    for word in ("application/pdf", "image/png", "audio/wav", "functionResponse", "streamGenerateContent", "anyOf"):
        assert word in told
    assert {each["deadline"] for each in exchanges} == {"10", "60"}
    assert '"sha256:' in told


def test_another_model_can_be_asked(capsys, tmp_path):
    assert recorded(tmp_path, MODEL="gemini-3.7-flash")["exchanges"]
    assert "gemini-3.7-flash-001" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", ["res", Calls(())])
def test_a_wrong_answer_ends_with_1_and_is_recorded(capsys, tmp_path, wrong):
    file = tmp_path / "recording.json"
    with GeminiSimulator(lambda _: wrong) as gemini, pytest.raises(SystemExit) as ended:
        gemini_check.main({"GEMINI_API_KEY": KEY, "GEMINI_URL": gemini.settings.url, "RECORDING": str(file)})
    assert ended.value.code == 1
    assert "FAILED" in capsys.readouterr().out
    assert json.loads(file.read_text(encoding="utf-8"))["exchanges"]["json_by_a_schema"]


def test_without_a_key_it_says_where_to_get_one():
    with pytest.raises(SystemExit, match="GEMINI_API_KEY"):
        gemini_check.main({})


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_what_was_recorded_is_read_as_it_was(check):
    """`make gemini-check` records again when what we send has changed."""
    assert check(replaying(RECORDING["exchanges"][check.__name__])).usage.total_tokens > 0


def test_a_request_of_another_shape_is_not_answered_by_the_recording():
    exchanges = RECORDING["exchanges"]["json_by_a_schema"]
    with pytest.raises(AssertionError, match="no more what was recorded"):
        a_stream(replaying(exchanges))
    with pytest.raises(AssertionError, match="no more what was recorded"):
        json_by_a_schema(replaying([]))


def test_the_recording_says_whose_answers_it_has():
    assert RECORDING["server"] in ("simulated", GOOGLE)
    is_simulated = "simulated" in json.dumps(RECORDING["exchanges"])
    assert is_simulated == (RECORDING["server"] == "simulated")


def test_the_files_are_of_their_kinds():
    assert lm.Blob(files.pdf("a"), "application/pdf").data.startswith(b"%PDF-")
    assert files.png().startswith(b"\x89PNG")
    assert files.wav()[8:12] == b"WAVE"
