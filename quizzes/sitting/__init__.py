"""One person and one paper: from the page before the start to the result."""
