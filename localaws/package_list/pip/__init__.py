"""Before pip on the path of the language host, which lists the packages at every command: see ``__main__``."""

from pkgutil import extend_path

# All else is pip's own.
__path__ = extend_path(__path__, __name__)
