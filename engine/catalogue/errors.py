"""What the catalogue refuses, and why."""

from engine.errors import FormuneError


class CatalogueError(FormuneError):
    """The catalogue cannot give a form."""


class CatalogueRefused(CatalogueError):
    """A published catalogue is not what its keys vouch for; what was verified before goes on being served."""


class UnknownForm(CatalogueError):
    """No form has this slug, or not in this version."""

    def __init__(self, slug: str, version: str | None = None) -> None:
        named = f"« {slug} »" if version is None else f"« {slug} » in version {version}"
        super().__init__(f"there is no form {named}")
        self.slug = slug
        self.version = version


class BadSource(CatalogueError):
    """A form's or a block's source cannot be assembled.

    `file` is relative to the root that holds it (`forms/<slug>/journey.json`), `where` a JSON pointer or a
    question code in it, `mend` what the author should do.
    """

    def __init__(self, file: str, where: str, reason: str, mend: str) -> None:
        super().__init__(f"{file} {where}: {reason}. {mend}")
        self.file = file
        self.where = where
        self.reason = reason
        self.mend = mend
