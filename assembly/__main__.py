"""`python -m assembly` is `veche`."""

import sys

from assembly.cli import main

sys.exit(main())
