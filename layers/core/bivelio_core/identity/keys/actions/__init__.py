"""Operations on API keys other than reading and changing them, one module each."""
