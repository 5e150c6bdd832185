"""Operations on pipelines that neither only read nor only write one item."""
