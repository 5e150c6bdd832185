"""Operations on webhooks other than reading and changing them, one module each."""
