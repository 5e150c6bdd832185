"""The functions of expressions: JMESPath's and ours, each declared with its signature, its examples and its bound."""
