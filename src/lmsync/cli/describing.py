"""`lmsync openapi`: the document of the API, from the program alone."""

import json

from lmsync.api.application import described_app
from lmsync.api.openapi import document


def openapi() -> None:
    print(json.dumps(document(described_app()), ensure_ascii=False, indent=2))
