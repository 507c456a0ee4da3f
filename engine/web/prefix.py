"""Which city a request is for: by its host name, or under `/v/<city>/` for the demonstration and trials."""

from collections.abc import Callable, Iterable
from typing import Any, Final

_MARK: Final = "/v/"

#: A WSGI application, its environment and its start_response.
WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class CityPrefix:
    """Moves `/v/<city>` from the path to SCRIPT_NAME, so that `url_for` alone makes every address."""

    def __init__(self, app: WsgiApp) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Serve a request; the city's code is left in `formune.city`."""
        path = environ.get("PATH_INFO", "")
        if path.startswith(_MARK):
            code, slash, rest = path.removeprefix(_MARK).partition("/")
            environ["formune.city"] = code
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}{_MARK}{code}"
            environ["PATH_INFO"] = f"{slash}{rest}" or "/"
        return self._app(environ, start_response)
