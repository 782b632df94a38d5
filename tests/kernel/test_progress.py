"""Progress of long work, where there is no terminal."""

from yuandu.kernel.progress import progress, rate_in_words


def test_the_end_of_the_work_is_said_with_amount_and_rate(capsys):
    with progress("导入", 2000) as advance:
        advance(1500)
        advance(500)

    said = capsys.readouterr().err
    assert said.startswith("导入  2,000/2,000  每秒")


def test_work_of_unknown_size_is_counted(capsys):
    with progress("导入", None) as advance:
        advance(7)

    assert capsys.readouterr().err.startswith("导入  7  每秒")


def test_a_rate_that_nobody_knows_yet_is_a_dash():
    assert rate_in_words(None) == "—"
