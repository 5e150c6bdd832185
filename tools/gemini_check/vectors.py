"""How near a model puts questions to their answers and to other texts: by it one sees where answers begin."""

from operator import mul

from bivelio_core.config import AiSettings
from bivelio_core.errors import ApiError
from bivelio_core.knowledge.embedding import Text
from bivelio_core.language_models import EMBEDDING_MODELS
from bivelio_core.providers import language_model as lm
from bivelio_core.providers.language_model.gemini_embeddings import GeminiEmbedder

SECONDS = 30
ANSWERED = {
    "Puc portar el gos?": Text("Mascotes", "S'admeten gossos petits, amb corretja."),
    "A quina hora obre la piscina?": Text("Piscina", "La piscina obre de juny a setembre, de deu a vuit."),
    "¿Hacen factura?": Text("Facturación", "Emitimos factura a quien la pida con su NIF, en un plazo de dos días."),
    "How do I return a product?": Text("Devolucions", "Teniu 30 dies des de la compra per tornar el producte."),
}
"""Questions with the passages that answer them, of which each answers one."""


def check(settings: AiSettings, key: str) -> bool:
    """Print a line for each model, and tell whether each question is nearest to its answer."""
    are_right = [_is_right(settings._replace(embedding_model=model), key) for model in EMBEDDING_MODELS]
    return all(are_right)


def _is_right(settings: AiSettings, key: str) -> bool:
    embedder = GeminiEmbedder(settings, lambda: key)
    written = [text.written(embedder.model) for text in ANSWERED.values()]
    questions_written = [EMBEDDING_MODELS[embedder.model].question.format(text=question) for question in ANSWERED]
    try:
        passages = embedder.vectors(written, "passage", lm.Deadline.after(SECONDS))
        questions = embedder.vectors(questions_written, "question", lm.Deadline.after(SECONDS))
    except ApiError as error:
        print(f"{'vectors':22} FAILED  {error}")
        return False
    cosines = [[sum(map(mul, question, passage)) for passage in passages] for question in questions]
    near = [row[place] for place, row in enumerate(cosines)]
    far = [cosine for place, row in enumerate(cosines) for other, cosine in enumerate(row) if other != place]
    least = EMBEDDING_MODELS[embedder.model].least
    print(
        f"{'vectors':22} {embedder.model:30} answers {min(near):.2f} to {max(near):.2f}, others {min(far):.2f} to"
        f" {max(far):.2f}; an answer from {least}"
    )
    return all(max(row) == row[place] for place, row in enumerate(cosines))
