"""Answers of the AWS APIs, as the JSON of their documented response elements."""
