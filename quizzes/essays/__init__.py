"""Answers that people mark: their files, the queue, the marks."""
