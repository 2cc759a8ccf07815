"""Exact numbers: what is typed is what is kept, and what is shown can be typed again."""

import math
import unicodedata
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tutor.rational import NumberError, counted, parse, percent, percentage, rounded, show

rationals = st.fractions() | st.integers().map(Fraction) | st.integers().map(lambda n: Fraction(n, 1000))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", Fraction(3)),
        ("+3", Fraction(3)),
        ("-0.5", Fraction(-1, 2)),
        ("−0.5", Fraction(-1, 2)),
        ("0.1", Fraction(1, 10)),
        (".5", Fraction(1, 2)),
        ("5.", Fraction(5)),
        ("1/3", Fraction(1, 3)),
        ("−7/2", Fraction(-7, 2)),
        ("  1 / 3 ", Fraction(1, 3)),
        ("0.5/0.25", Fraction(2)),
        ("2e-3", Fraction(1, 500)),
        ("2E3", Fraction(2000)),
        ("1e99", Fraction(10**99)),
        ("-0", Fraction(0)),
        ("0,5", Fraction(1, 2)),
        ("−1,25", Fraction(-5, 4)),
        (",5", Fraction(1, 2)),
        ("0,5/0,25", Fraction(2)),
        ("1,5e3", Fraction(1500)),
        ("1,000", Fraction(1)),
    ],
)
def test_a_number_is_kept_exactly(text, value):
    """A typed number is kept exactly, in every way of writing it."""
    assert parse(text) == value


@pytest.mark.parametrize(
    "text",
    [
        *("nan", "NaN", "inf", "-inf", "Infinity", "1e400", "1e-400", "1e999999999", "1/1e999999999", "1e99999/2"),
        *("1/0", "0/0", "1/0.0", "0/.0", "9" * 10_000, "1." + "0" * 10_000, "1/" + "3" * 10_000),
        *("", " ", "-", "+", ".", "/", "1/", "/2", "1//2", "1/2/3", "1/-2", "1 2", "1_000", "0x10", "²", "½"),
        *("--1", "−−1", "1e", "e5", "1e1.5", "five", "1+1", "2*3", "__import__('os')", "\x00", "1\x00"),
        *(" " * 100_000, "/" * 10_000),
    ],
)
def test_anything_else_is_refused_at_once_and_says_what_to_type(text):
    """Other text raises NumberError with an example, at once and in a short message."""
    with pytest.raises(NumberError) as refused:
        parse(text)
    assert "such as 3, -0.5 or 1/3" in str(refused.value)
    assert len(str(refused.value)) < 120, "the message repeats more of the text than can be read"


@pytest.mark.parametrize("text", ["1,000.5", "1.000,5", "1,000,000", "-1.000.000", "1,000,5/3"])
def test_parted_thousands_are_refused_by_name(text):
    """A number with two decimal signs is refused, and the message says that it has two."""
    with pytest.raises(NumberError, match="two decimal signs"):
        parse(text)


@given(value=rationals)
def test_a_comma_is_read_as_the_point_is(value):
    """A number that is shown with a point has the same value with a comma."""
    text = show(value)
    if not text.startswith("≈"):
        assert parse(text.replace(".", ",")) == value


def test_blanks_inside_a_long_text_do_not_make_it_slow():
    """A long text with blanks is refused in time that does not grow with the square of its length."""
    with pytest.raises(NumberError):
        parse("1" + " " * 60_000 + "1")


@given(text=st.text(alphabet="0123456789.,eE+-−/ \t_infa", max_size=50) | st.text(max_size=50))
def test_no_text_raises_anything_but_a_number_error(text):
    """Any text is a fraction or raises NumberError."""
    try:
        value = parse(text)
    except NumberError:
        return
    assert isinstance(value, Fraction)


@given(top=st.integers(-(10**18), 10**18), places=st.integers(0, 12), bottom=st.integers(1, 10**9))
def test_a_decimal_over_a_whole_number_is_their_quotient(top, places, bottom):
    """A decimal over a whole number is the quotient of both."""
    digits = str(abs(top)).rjust(places + 1, "0")
    sign = "-" if top < 0 else ""
    decimal = f"{sign}{digits[: len(digits) - places]}.{digits[len(digits) - places :]}"
    assert parse(f"{decimal}/{bottom}") == Fraction(top, 10**places) / bottom


@given(value=rationals)
@example(value=Fraction(10**9))
@example(value=Fraction(-(10**9)))
@example(value=Fraction(10**9) - Fraction(1, 1000))
@example(value=Fraction(123456789012345, 1000))
@example(value=Fraction(1, 1000))
@example(value=Fraction(1, 10_000))
def test_what_is_shown_without_approximation_reads_back(value):
    """A number shown without ≈ reads back as itself."""
    text = show(value)
    if not text.startswith("≈"):
        assert parse(text) == value


@given(value=rationals)
def test_an_approximation_is_close_and_marked(value):
    """A number shown with ≈ is too long to be read, and close to its value."""
    text = show(value)
    if text.startswith("≈"):
        assert math.isclose(_read(text), value, rel_tol=5.1e-5)
        assert len(str(value)) > 13, "a fraction short enough to be read was rounded"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(-10), "−10"),
        (Fraction(0), "0"),
        (Fraction(1, 4), "0.25"),
        (Fraction(7, 3), "7/3"),
        (Fraction(-1, 6), "−1/6"),
        (Fraction(1000), "1000"),
        (Fraction(123_456_789, 7**12), "≈0.0089195"),
        (28, "28"),
        (0.5, "0.5"),
        (-0.1, "−0.1"),
        (1 / 3, "≈0.33333"),
    ],
)
def test_numbers_are_written_as_people_read_them(value, text):
    """Numbers have a minus sign, no trailing zeros, and ≈ where they are rounded."""
    assert show(value) == text


@given(value=st.floats(-1e300, 1e300))
def test_a_float_is_rounded_to_five_digits_and_says_so(value):
    """A float is shown with five digits, and with ≈ exactly if these are not its value."""
    text = show(value)
    shown = _read(text)
    assert text.startswith("≈") == (shown != value)
    assert math.isclose(shown, value, rel_tol=5.1e-5, abs_tol=5e-324)


@pytest.mark.parametrize(
    "value", [Fraction(10**60), Fraction(10**60, 7), Fraction(10**400), Fraction(10**400, 3), Fraction(10) ** 5000]
)
def test_a_number_too_long_to_read_is_shortened(value):
    """A number of any size is shown in at most forty characters."""
    assert len(show(value)) <= 40


@pytest.mark.parametrize("value", [1.23456789e-8, -2.3456789e-7, 1.23456789e-5, 1.23456789e-6])
def test_small_floats_look_like_fractions_of_the_same_size(value):
    """A small float is shown as the fraction of the same value is."""
    assert show(value) == show(Fraction(value))


@given(value=st.floats(-9.9e98, 9.9e98).filter(lambda value: not 0 < abs(value) < 1e-99))
def test_a_power_of_ten_that_is_shown_can_be_typed(value):
    """A number shown with a power of ten can be typed as it is shown."""
    text = rounded(value, 3)
    assert "e" not in text
    assert float(parse(text)) == float(f"{value:.3g}")


@pytest.mark.parametrize("runs", [1, 3, 1000, 1001, 5000, 10**9])
@pytest.mark.parametrize("of", [Fraction, lambda top, bottom: top / bottom], ids=["exact", "float"])
def test_a_share_in_percent_is_0_or_100_only_where_it_is_none_or_all(runs, of):
    """Only a share of 0 reads 0.0 %, and only a share of 1 reads 100.0 %."""
    assert (percent(of(0, runs)), percent(of(runs, runs))) == ("0.0 %", "100.0 %")
    assert [percent(of(*share)) for share in ((9997, 10_000), (1, 10_000))] == ["> 99.9 %", "< 0.1 %"]
    for part in {1, runs // 2, runs - 1} - {0, runs}:
        assert percent(of(part, runs)) not in {"0.0 %", "100.0 %"}


@given(part=st.integers(0, 5000), runs=st.integers(1, 5000))
def test_a_share_in_percent_is_rounded_to_one_decimal(part, runs):
    """The text is within 0.05 of the share, or is the bound that holds for it."""
    share = Fraction(min(part, runs), runs)
    sign, _, number = percentage(share).rpartition(" ")
    shown = Fraction(number)
    assert {
        "": abs(100 * share - shown) <= Fraction(1, 20),
        "<": 0 < 100 * share < shown,
        ">": shown < 100 * share < 100,
    }[sign]
    assert percent(share) == f"{percentage(share)} %"


def _read(text):
    """The value of what is shown, of any size; raised digits by their Unicode names."""
    number, _, power = text.removeprefix("≈").replace("−", "-").partition("·10")
    digits = "".join("-" if each == "⁻" else str(unicodedata.digit(each)) for each in power)
    return float(f"{number}e{digits or 0}")


@pytest.mark.parametrize(
    ("number", "spec", "text"), [(1, "", "1 fold"), (0, "", "0 folds"), (12345, ",", "12,345 folds")]
)
def test_a_number_of_things_is_one_thing_or_several(number, spec, text):
    """The plural is for all but one."""
    assert counted(number, "fold", spec) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(500279, 500000), "1.000558"),
        (Fraction(-10201, 4000), "−2.55025"),
        (Fraction(1, 3), "1/3"),
        (Fraction(1, 64), "1/64"),
        (Fraction(1, 3001), "1/3001"),
    ],
)
def test_a_long_fraction_that_six_decimals_hold_is_written_with_them(value, text):
    """A long denominator says little; a short one, or one that no decimals hold, stays."""
    assert show(value) == text
    assert parse(text) == value
