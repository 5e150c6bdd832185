"""Archives for the adviser: what was invoiced in a period, as a zip of documents and books."""
