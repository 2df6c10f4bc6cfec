"""``python -m kunskapsbank``, and the command ``kb``."""

import signal

signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C while the modules load ends us, without a traceback.

from .cli import main  # noqa: E402

if __name__ == "__main__":  # Processes that help with formats import this module too.
    main()
