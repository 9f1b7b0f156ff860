"""Write docs/security.md, and the configuration that makes the policy pack mandatory."""

from . import document, mandatory

if __name__ == "__main__":
    for generated in (document, mandatory):
        generated.PATH.write_text(generated.render(), encoding="utf-8")
