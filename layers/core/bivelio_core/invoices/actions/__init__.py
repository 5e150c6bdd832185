"""Operations on invoices other than reading and changing them, one module each."""
