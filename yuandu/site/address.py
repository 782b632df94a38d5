"""Where the product listens: HOST and PORT, and what to say when they cannot be had."""

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from os import environ

from yuandu.kernel.terminal import Trouble
from yuandu.kernel.terminal import translated as _

BACKLOG = 512


def where() -> tuple[str, int]:
    """Return host and port to listen on."""
    port = environ.get("PORT") or "8000"
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise Trouble(_("PORT应当是1到65535之间的数，现在是“{port}”。").format(port=port))
    return environ.get("HOST") or "127.0.0.1", int(port)


def address() -> str:
    """Return the address of the first page."""
    host, port = where()
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


@contextmanager
def listening() -> Iterator[socket.socket]:
    """Listen; requests wait until a web process takes them. Raises Trouble when the port cannot be had."""
    host, port = where()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise Trouble(cannot_listen(error, host=host, port=port)) from error
    with listener:
        yield listener


def cannot_listen(error: OSError, *, host: str, port: int) -> str:
    """Return why the port cannot be had and what to do."""
    if error.errno == errno.EADDRINUSE:
        return _("端口{port}已被别的程序占用。请换一个端口，例如PORT={other} make run。").format(
            port=port, other=port + 1
        )
    if error.errno == errno.EACCES:
        return _("没有权限使用端口{port}。请换一个大于1024的，例如PORT=8000 make run。").format(port=port)
    return _("不能在{host}:{port}上提供服务：{reason}").format(host=host, port=port, reason=error.strerror)
