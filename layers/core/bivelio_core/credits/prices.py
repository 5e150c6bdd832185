"""The price of each operation in credits: the one table. Source: the reference, "Model IA"."""

EXTRACT_DOCUMENT = 3
CLASSIFY_DOCUMENT = 2
GENERATE_WORKFLOW = 5
GENERATE_FORM = 3

AGENT_STEPS = ((4_000, 1), (8_000, 2), (16_000, 3), (32_000, 4))
"""What an invocation of an agent costs, by the characters of its input: up to so many, so many credits."""

AGENT_MAXIMUM = 5
"""What an invocation with a longer input costs."""


TRANSCRIBE_MINUTE = 1
"""What a started minute of a voice note costs that is written down."""


def transcribe(seconds: float) -> int:
    """The price of writing down a sound of so many seconds."""
    return TRANSCRIBE_MINUTE * max(1, -int(-seconds // 60))


EMBED_CHARACTERS = 20_000
"""As many characters of knowledge are embedded for a credit: what Google takes for them, about 5,000 tokens, is what it
takes for an invocation of an agent that costs one (ADR 64). The reference does not have it."""


def embed(characters: int) -> int:
    """The price of the vectors of texts of so many characters together."""
    return -(-characters // EMBED_CHARACTERS)


def invoke_agent(characters: int, factor: int = 1) -> int:
    """The price of an invocation, by the characters of its text and its context as JSON.

    `factor` is that of the agent's model: 1 for the deployment's own (language_models.py, ADR 64).
    """
    return factor * next((price for limit, price in AGENT_STEPS if characters <= limit), AGENT_MAXIMUM)
