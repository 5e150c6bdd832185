"""Operations on deals that neither only read nor only write fields."""
