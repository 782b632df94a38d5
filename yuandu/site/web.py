"""One web process, on a socket that somebody else opened: `python -m yuandu.site.web DESCRIPTOR APPLICATION`."""

import socket
import sys

import uvicorn

APPLICATION = "yuandu.site.asgi:application"
SECONDS_TO_FINISH = 3  # live pages stay open for ever; a page under way is done long before


def serve(descriptor: int, application: str = APPLICATION) -> None:
    """Serve until told to stop."""
    config = uvicorn.Config(
        application,
        access_log=False,
        log_config=None,
        lifespan="off",
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2])
