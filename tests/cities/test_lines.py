"""A key is found on its line."""

import pytest

from engine.cities.lines import line_of

TEXT = '''\
# a comment = 1
name = "x"
list = [
  "a = 1",
]
long = """
inside = 2
"""
[table]
key = {a = 1}
"quoted key" = 2
dotted.name = 3
[[rows]]
code = "1"
[[rows]]
code = "2"
[table.inner]
key = 1
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("name",), 2),
        (("list", 0), 3),
        (("inside",), 1),
        (("table",), 9),
        (("table", "key", "a"), 10),
        (("table", "quoted key"), 11),
        (("table", "dotted", "name"), 12),
        (("rows", 0, "code"), 14),
        (("rows", 1), 15),
        (("rows", 1, "code"), 16),
        (("table", "inner", "key"), 18),
        (("table", "inner", "absent"), 17),
        (("absent",), 1),
        ((), 1),
    ],
)
def test_a_path_gives_its_line_or_the_nearest_above(path: tuple[str | int, ...], line: int) -> None:
    assert line_of(TEXT, path) == line
