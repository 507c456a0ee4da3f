"""The preview's own server: this machine's loopback address and nothing else."""

import signal
import sys
from pathlib import Path
from typing import Final

from werkzeug.serving import WSGIRequestHandler, make_server

from engine.clock import SystemClock
from engine.documents.papers import Papers
from engine.errors import FormuneError
from engine.web.preview.app import create_preview

_HOST: Final = "127.0.0.1"


class PortTaken(FormuneError):
    """Another program listens on the preview's port."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} is in use; choose another: formune forms preview --port {port + 1}")
        self.port = port


class _Quiet(WSGIRequestHandler):
    """Says nothing: the page itself says what is wrong."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 -- werkzeug names it so
        """Drop a line of the log."""


def serve_preview(forms: Path, schemas: Path, port: int) -> None:
    """Serve the preview until Ctrl-C or SIGTERM; raise PortTaken."""
    papers = Papers()
    app = create_preview(forms, schemas, SystemClock(), papers)
    try:
        server = make_server(_HOST, port, app, threaded=True, request_handler=_Quiet)
    except (OSError, SystemExit):  # werkzeug leaves by SystemExit when the address is taken
        raise PortTaken(port) from None
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.default_int_handler)  # a shell's background job starts with Ctrl-C ignored
    sys.stdout.write(f"Ready: http://{_HOST}:{server.port}/\n")
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
        papers.close()
