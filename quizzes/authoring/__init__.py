"""The question bank and the rules of a quiz, as their writers meet them."""
