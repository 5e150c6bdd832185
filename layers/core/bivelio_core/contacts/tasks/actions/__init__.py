"""Operations on tasks that neither only read nor only write one item."""
