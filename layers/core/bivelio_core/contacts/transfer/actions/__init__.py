"""Operations on files of contacts other than reading and changing them, one module each."""
