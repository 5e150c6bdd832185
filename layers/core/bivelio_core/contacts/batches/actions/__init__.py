"""Operations of batches that neither read nor write alone."""
