"""The passage that answers a question of XQuAD is among the first three, in Catalan, Spanish and English, by words.

The paragraphs of all articles of a language are one collection; https://github.com/google-deepmind/xquad, CC BY-SA 4.0.
"""

import json

import pytest
from bivelio_core.knowledge.cutting.passages import Cut
from bivelio_core.knowledge.languages import question_stems
from bivelio_core.knowledge.packed import Pack
from bivelio_core.knowledge.packing import Origin, packed, passages_of

from tests.samples import FOLDER, needs_samples

LEAST = 0.95
FIRST = 3


@needs_samples
@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_the_passage_of_a_question_is_among_the_first_three(language):
    articles = json.loads((FOLDER / "xquad" / f"xquad.{language}.json").read_text(encoding="utf-8"))["data"]
    paragraphs = [each for article in articles for each in article["paragraphs"]]
    texts = [
        (Origin(str(n), 1), passages_of("", [Cut(each["context"], (), None)])) for n, each in enumerate(paragraphs)
    ]
    pack = Pack(packed(texts))
    questions = [(each["question"], n) for n, paragraph in enumerate(paragraphs) for each in paragraph["qas"]]
    hits = sum(n in [hit.number for hit in pack.hits(question_stems(question), FIRST)] for question, n in questions)
    assert len(questions) > 500
    assert hits / len(questions) >= LEAST
