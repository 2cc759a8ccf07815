"""How the right options of a course are spread over the places, and over yes and no."""

import pytest

from tutor.lesson import lint, spread

LESSON = """\
# {0}

```toml lesson
format = 1
id = "{0}"
question = "Why?"
```

## One {{#one}}

"""

CHECK = """\
```toml check choice
id = "c{number}"
unproved = "a test"
ask = "Which?"
in_order = true
hints = ["a", "b", "c"]
explain = "e"
options = [
{options}]
```

"""

WRONG = '  {{ id = "o{0}", text = "{1}", mistake = "m", say = "no" }},\n'
RIGHT = '  {{ id = "o{0}", text = "{1}", right = true }},\n'


def check(number, right, texts):
    options = "".join((RIGHT if i == right else WRONG).format(i, text) for i, text in enumerate(texts))
    return CHECK.format(number=number, options=options)


@pytest.fixture
def course(tmp_path):
    """Write checks, each as (place of the right option, texts), into two lessons; their folder."""

    def write(checks):
        for name, part in (("first", checks[::2]), ("second", checks[1::2])):
            text = "".join(check(number, *each) for number, each in enumerate(part))
            (tmp_path / f"{name}.md").write_text(LESSON.format(name) + text, encoding="utf-8")
        return tmp_path

    return write


def places(*counts):
    """Checks with as many options as there are counts, of which each says how often that place is right."""
    return [(place, ["a", "b", "c", "d"][: len(counts)]) for place, count in enumerate(counts) for _ in range(count)]


def lessons_of(folder):
    found, problems = lint.check([folder])
    assert not [problem for problem in problems if "as shown" not in problem.message]
    return found.lessons


def test_places_are_counted_by_the_number_of_options(course):
    """Each place is counted over the whole course, apart for each number of options."""
    found = lessons_of(course(places(3, 1, 2) + places(0, 2) + places(1, 0, 0, 2)))
    assert spread.right_places(found) == {2: (0, 2), 3: (3, 1, 2), 4: (1, 0, 0, 2)}


@pytest.mark.parametrize(
    ("counts", "place"), [((8, 6, 6), None), ((9, 6, 5), 1), ((5, 9, 6), 2), ((0, 0, 20), 3), ((0, 0, 19), None)]
)
def test_a_place_that_is_right_in_more_than_two_fifths_is_a_problem(counts, place, course):
    """From twenty choices with three options on, no place may be right in more than 40 percent of them."""
    folder = course(places(*counts) + places(0, 0, 0, 30))
    problems = lint.check([folder])[1]
    assert len(problems) == (place is not None)
    if place is not None:
        (problem,) = problems
        assert f"option {place}, as shown" in problem.message
        assert f"{max(counts)} of {sum(counts)}" in problem.message
        line = problem.path.read_text(encoding="utf-8").split("\n")[problem.line - 1]
        assert line == "options = ["


def test_the_places_are_asked_of_a_course_and_not_of_a_file(course):
    """A lesson that is checked by itself is no sample."""
    folder = course(places(0, 0, 60))
    assert len(lint.check([folder])[1]) == 1
    assert lint.check([folder / "first.md", folder / "second.md"])[1] == []


def test_what_counts_is_what_is_shown(course):
    """Without `in_order` the right option stands elsewhere than in the file, and is counted there."""
    folder = course(places(0, 0, 60))
    for path in folder.glob("*.md"):
        path.write_text(path.read_text(encoding="utf-8").replace("in_order = true\n", ""), encoding="utf-8")
    (counts,) = spread.right_places(lessons_of(folder)).values()
    assert sum(counts) == 60
    assert max(counts) < 40


YES, NO, OTHER = "Yes: it does", "No, it does not", "Nobody knows"


def test_yes_and_no_are_counted_where_both_are_offered(course):
    """Counted are choices with three options, among them a yes and a no; other words may begin with these letters."""
    counted = [(0, [YES, NO, OTHER]), (1, [YES, NO, OTHER]), (2, [YES, "No", NO]), (2, [NO, YES, OTHER])]
    passed = [
        (0, [YES, "Nowhere", OTHER]),
        (0, [YES, "No unit does", OTHER]),
        (0, [YES, NO]),
        (0, [NO, "Yesterday", OTHER]),
    ]
    found = lessons_of(course(counted + passed))
    assert spread.right_openings(found) == {"yes": 1, "no": 2, "neither": 1}


def test_the_lines_tell_each_count(course):
    """Every number of options has a line, and yes and no have one, with counts and shares."""
    found = lessons_of(course(places(3, 1, 1) + places(0, 2) + [(0, [NO, YES, OTHER])]))
    two, three, answers = spread.lines(found)
    assert "2 options: 2;" in two
    assert "2 (100.0 %) in place 2" in two
    assert "3 options: 6;" in three
    assert "4 (66.7 %) in place 1" in three
    assert "no 1 (100.0 %)" in answers


def test_a_course_without_choices_has_no_shares(course):
    """Nothing is divided by zero."""
    found = lessons_of(course([]))
    assert list(spread.lopsided(found)) == []
    assert len(list(spread.lines(found))) == 1


@pytest.mark.parametrize(("nos", "of", "said"), [(4, 6, True), (2, 6, False), (5, 5, False)])
def test_a_yes_or_a_no_that_is_right_too_often_is_a_problem(course, nos, of, said):
    """No may not be the answer to most questions that offer both; a handful says nothing."""
    texts = ["Yes: it is", "No: it is not", "Only sometimes"]
    folder = course([(1, texts)] * nos + [(i % 2 * 2, texts) for i in range(of - nos)])
    told = [problem.message for problem in lint.check([folder])[1]]
    assert any(message.startswith(f"No is right in {nos} of {of}") for message in told) is said
