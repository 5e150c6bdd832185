"""Operations on the organisation other than reading and changing it, one module each."""
