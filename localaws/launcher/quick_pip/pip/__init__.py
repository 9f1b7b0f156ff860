"""Shadows pip on the path of the language host, which runs it at every command: see ``__main__``."""

import sys
from pathlib import Path

# Everything else comes from pip. pkgutil.extend_path would do the same, but its import is slow.
__path__ += [str(folder) for entry in sys.path if (folder := Path(entry, __name__)).is_dir()]
