"""What a page's template reads: every string ready, nothing left to decide but the markup."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PartView:
    """One input of a composite widget."""

    id: str
    name: str
    label: str
    value: str
    autocomplete: str | None = None
    width: int | None = None
    invalid: bool = False
    #: The part of a part: « Du » or « Au » of a period.
    under: str = ""


@dataclass(frozen=True, slots=True)
class OptionView:
    """One choice."""

    id: str
    value: str
    label: str
    hint: str | None = None
    checked: bool = False
    #: The heading under which it stands, when choices come by days.
    under: str = ""


@dataclass(frozen=True, slots=True)
class SearchView:
    """The search of a long list: its input, the words typed (None: not sent yet), how many choices answer, of how many.

    `action` is the button's value; `most` is how many of those found are shown.
    """

    name: str
    text: str | None
    found: int
    total: int
    action: str
    most: int


@dataclass(frozen=True, slots=True)
class FileView:
    """One file already sent; `size` in bytes, `remove_action` the button's value."""

    id: str
    name: str
    size: int
    type: str
    remove_action: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item of a group: its name, its first answer, its first page, and the button's value that takes it away."""

    label: str
    said: str | None
    url: str | None
    remove_action: str


@dataclass(frozen=True, slots=True)
class TakeView:
    """A button that takes an address given before: its value, and the address in one line."""

    action: str
    said: str


@dataclass(frozen=True, slots=True)
class ReuseView:
    """What an address may take again, above its first question; nothing when it is one given before already."""

    id: str
    takes: tuple[TakeView, ...]


@dataclass(frozen=True, slots=True)
class TotalView:
    """A calculated value shown on a page; a computed group has a line an item."""

    code: str
    ranks: tuple[int, ...]
    element_id: str
    label: str
    lines: tuple[str, ...]
    error: str | None = None


@dataclass(frozen=True, slots=True)
class FieldView:
    """One question on a page; `value` is what was typed, `shown` what a certified answer reads."""

    code: str
    ranks: tuple[int, ...]
    element_id: str
    name: str
    widget: str
    label: str
    hint: str | None = None
    helper: str | None = None
    optional: bool = False
    mark_required: bool = False
    error: str | None = None
    value: str = ""
    values: tuple[str, ...] = ()
    parts: tuple[PartView, ...] = ()
    options: tuple[OptionView, ...] = ()
    #: Of a list too long to be scrolled; `options` are then the choices found.
    search: SearchView | None = None
    autocomplete: str | None = None
    inputmode: str | None = None
    type: str = "text"
    rows: int = 1
    width: int | None = None
    #: The unit written after the input, which describes it.
    suffix: str | None = None
    certified: bool = False
    #: Who gave the value, which may be changed; None once it is the person's own.
    source: str | None = None
    shown: str | None = None
    files: tuple[FileView, ...] = ()
    accept: str = ""
    max_files: int = 1
    example: str | None = None
    #: Of a group: its items, the words of the button that adds one, and whether it holds all it may.
    items: tuple[ItemView, ...] = ()
    add: str | None = None
    full: bool = False
    #: The page asks nothing else and has the same title: it is written once.
    heading: bool = False
    #: Of the first question of an address: those given before.
    reuse: ReuseView | None = None
    #: Of a street: where addresses are asked for while one types, in a browser that runs scripts.
    suggest: str | None = None
    #: Of a commune that was found: its INSEE code, sent with its name so that it is not asked twice which one it is.
    found: str = ""


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """One line of the error summary: the same words as beside the field."""

    code: str
    href: str
    text: str


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A message that refuses nothing; kind is note, wait or done, `links` lead to what it speaks of."""

    kind: str
    title: str
    text: str
    links: "tuple[LinkView, ...]" = ()


@dataclass(frozen=True, slots=True)
class ConfirmView:
    """A « je confirme » box: its value is the check's name."""

    id: str
    text: str
    checked: bool = False


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link and its words."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class StepView:
    """One section in the list of steps; state is past, now or next."""

    title: str
    state: str


@dataclass(frozen=True, slots=True)
class PageView:
    """One page, ready for its template."""

    slug: str
    ranks: tuple[int, ...]
    title: str
    fields: tuple[FieldView, ...]
    intro: str | None = None
    step: str = ""
    steps: tuple[StepView, ...] = ()
    #: The form is long: a page of its own lists its steps.
    listed: bool = False
    back_url: str | None = None
    notices: tuple[NoticeView, ...] = ()
    confirms: tuple[ConfirmView, ...] = ()
    exit_links: tuple[LinkView, ...] = ()
    errors: tuple[ErrorLine, ...] = ()
    totals: tuple[TotalView, ...] = ()
    #: The page shows values that its answers make: a button works them out.
    calculates: bool = False

    @property
    def headed(self) -> bool:
        """Say whether its only question is its title."""
        return any(field.heading for field in self.fields)

    @property
    def begins(self) -> bool:
        """Say whether it asks for the items of one group alone, and has none yet of those that it needs."""
        only = self.fields[0] if len(self.fields) == 1 else None
        return only is not None and only.widget == "group" and not only.items and not only.optional

    @property
    def mixed(self) -> bool:
        """Say whether some of its questions may be left out, and some not."""
        return any(field.optional for field in self.fields) and not all(
            field.optional for field in self.fields
        )

    @property
    def sends(self) -> bool:
        """Say whether it takes documents."""
        return any(field.widget == "files" for field in self.fields)

    @property
    def proposes(self) -> bool:
        """Say whether addresses are proposed while one types."""
        return any(field.suggest for field in self.fields)

    @property
    def certified(self) -> FieldView | None:
        """Give the first answer that a provider vouches for."""
        return next((field for field in self.fields if field.certified), None)

    @property
    def helped(self) -> tuple[FieldView, ...]:
        """Give the questions about which the form says something to who helps."""
        return tuple(field for field in self.fields if field.helper)


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One answer as sent: question, its words, and where to change it (None: not to be changed here)."""

    code: str
    ranks: tuple[int, ...]
    label: str
    value: tuple[str, ...]
    change_url: str | None = None
    certified: bool = False
    #: Who gave the value, certified or not; None for what the person wrote.
    source: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class SummarySection:
    """The answers of one page, under its title."""

    title: str
    lines: tuple[SummaryLine, ...]


@dataclass(frozen=True, slots=True)
class SummaryView:
    """Every answer before sending, with what is left to mend."""

    sections: tuple[SummarySection, ...]
    statements: tuple[FieldView, ...] = ()
    errors: tuple[ErrorLine, ...] = ()
    confirms: tuple[ConfirmView, ...] = ()
    notices: tuple[NoticeView, ...] = ()
