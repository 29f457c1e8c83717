"""What the web server's worker loads."""

import os

from lmsync.api.application import Bounds, create_app
from lmsync.api.door import App
from lmsync.api.panel import Panel
from lmsync.api.proxies import behind_proxies
from lmsync.app import build
from lmsync.process import end_with_parent, set_up_logging
from lmsync.settings import read_settings
from lmsync.store.engine.database import SERVING
from lmsync.store.engine.migrate import schema_is_current


def served_app() -> App:
    """The API and the panel, in a process that ends with its parent."""
    os.umask(0o077)
    settings = read_settings()
    set_up_logging(settings)
    end_with_parent()
    bounds = Bounds(
        public_url=settings.public_url,
        listening=settings.host,
        cors_origins=settings.origins,
        requests_per_minute=settings.requests_per_minute,
        wrong_tokens_per_minute=settings.wrong_tokens_per_minute,
        waits_per_token=settings.waits_per_token,
    )
    app = create_app(build(settings, SERVING), bounds, Panel(), schema_is_current=schema_is_current(settings.url))
    return behind_proxies(app, settings.proxies)
