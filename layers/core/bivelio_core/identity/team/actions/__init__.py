"""Operations on people other than reading and changing them, one module each."""
