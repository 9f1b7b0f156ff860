"""Write docs/security.md."""

from .document import PATH, render

if __name__ == "__main__":
    PATH.write_text(render(), encoding="utf-8")
