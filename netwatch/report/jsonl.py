"""JSON lines: one element of a list a line, for pipes and log shippers."""

import json

from netwatch.model.document import Document, Look


def render(document: Document, look: Look) -> str:
    """Return one compact JSON object a line; a document that is no list is one line."""
    del look
    rows = document.data if isinstance(document.data, list) else [document.data]
    return "\n".join(json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in rows)
