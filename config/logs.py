"""How the processes log: one line an event, to stderr, without anything of a patient.

Request bodies and query strings are never logged. Database errors quote the values
they choke on, so their details are cut out before a line is written.
"""

import logging
import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

DETAIL = re.compile(r"^(DETAIL|CONTEXT|LINE \d+):.*$", re.MULTILINE)


def withhold_details(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    for key in ("event", "exception"):
        if isinstance(event.get(key), str):
            event[key] = DETAIL.sub(r"\1 withheld", event[key])
    return event


def tell_refusals_in_a_line(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """What was refused or not understood is no fault of ours: no traceback.

    Django gives the exception with every answer it logs. Whoever asks for pages of
    others, or sends what is no request, would otherwise fill the log.
    """
    status = getattr(event.get("_record"), "status_code", None)
    if status is not None and status < 500:
        event.pop("exc_info", None)
    return event


class Seldom(logging.Filter):
    """Leaves out that a task of every other second was sent, came and went well."""

    def filter(self, record: logging.LogRecord) -> bool:
        celery = record.name.startswith("celery.") and record.levelno < logging.WARNING
        return not (celery and "audit.tasks.sequence" in record.getMessage())


def configuration(*, json: bool, level: str) -> dict[str, Any]:
    chain: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*chain, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Processor = (
        structlog.processors.JSONRenderer()
        if json
        else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": chain,
        "processors": [
            tell_refusals_in_a_line,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            withhold_details,
            renderer,
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": formatter},
        "filters": {"seldom": {"()": Seldom}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "lines",
                "filters": ["seldom"],
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Replaces Django's own handlers: mail to admins, and the server's lines.
            "django": {"handlers": [], "level": level, "propagate": True},
            "axes": {"level": "WARNING"},
            "django.server": {"handlers": [], "level": level, "propagate": True},
        },
    }
