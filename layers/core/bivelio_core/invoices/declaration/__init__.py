"""The producer's declaration of responsibility for the program (Real Decreto 1007/2023, article 13)."""
