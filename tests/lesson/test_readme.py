"""The page on writing lessons."""

import re

from tutor.lesson import lint


def test_the_example_of_the_page_is_proved(lessons, tmp_path):
    """The complete example in lessons/README.md reads and proves without a problem."""
    page = (lessons / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^````markdown\n(.*?)^````$", page, re.MULTILINE | re.DOTALL)
    path = tmp_path / "example.md"
    path.write_text(example, encoding="utf-8")
    course, problems = lint.check([path])
    assert problems == []
    assert [lesson.id for lesson in course.lessons] == ["place-a-bend"]
