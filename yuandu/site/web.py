"""One web process: answers on a socket that the supervisor opened. `python -m yuandu.site.web FILE_DESCRIPTOR`."""

import socket
import sys

import uvicorn

SECONDS_TO_FINISH = 3  # live pages stay open for ever; a page under way is done long before


def main(descriptor: int) -> None:
    """Serve until told to stop."""
    config = uvicorn.Config(
        "yuandu.site.asgi:application",
        access_log=False,
        log_config=None,
        lifespan="off",
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])


if __name__ == "__main__":
    main(int(sys.argv[1]))
