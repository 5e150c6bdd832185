"""Operations on the certificate that do more than read and write it."""
