"""JMESPath expressions and templates: their references, and their values over the data of a run."""
