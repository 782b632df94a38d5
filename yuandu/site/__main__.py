"""`python -m yuandu.site` is `yuandu`."""

import sys

from yuandu.site.command_line import main

if __name__ == "__main__":
    sys.exit(main())
