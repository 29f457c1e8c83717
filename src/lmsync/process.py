"""What every process of lmsync does alike: its log, and its end."""

import os
import signal
import sys
import threading
import time
from typing import Any

import structlog

from lmsync.settings import SERVER, Settings


def set_up_logging(settings: Settings) -> None:
    """Stable sentences and facts, to standard error. No local variables in tracebacks: they hold names and tokens."""
    processors: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if settings.log_format == "json":
        tracebacks = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        processors.append(structlog.processors.ExceptionRenderer(tracebacks))
        processors.append(structlog.processors.JSONRenderer(ensure_ascii=False))
    else:
        plain = structlog.dev.plain_traceback
        processors.append(structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain))
    structlog.configure(processors=processors, logger_factory=structlog.PrintLoggerFactory(sys.stderr))


def end_with_parent() -> None:
    """End this process in order when the one that started it is gone, also when that one was killed."""
    stated = os.environ.get(SERVER, "")
    parent = int(stated) if stated.isdecimal() else os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(10)
        os._exit(1)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()
