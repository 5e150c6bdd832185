"""JMESPath expressions and templates: what they read, and what they give over the data of a run."""
