"""Operations on the state of workflows other than reading and setting it, one module each."""
