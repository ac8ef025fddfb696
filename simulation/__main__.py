"""``python -m simulation`` is the command ``snowball``."""

import sys

from simulation.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
