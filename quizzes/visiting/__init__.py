"""Practice for visitors who are not signed in: it lives in their session and leaves no record."""
