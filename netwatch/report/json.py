"""JSON, as CONTRACT section 6 fixes it: one document, two blanks of indentation."""

import json

from netwatch.model.document import Document, Look


def render(document: Document, look: Look) -> str:
    """Return the document's data as JSON text; the look makes no difference."""
    del look
    return json.dumps(document.data, indent=2, ensure_ascii=False)
