"""`python -m tutor` is `relu-tutor`."""

from tutor.cli import main

raise SystemExit(main())
