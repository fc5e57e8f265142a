from datetime import UTC, datetime, timedelta


def test_nothing_is_due_where_nothing_was_ever_sold(run):
    done = run("reconcile")
    assert (done.exit_code, done.stdout) == (0, "no day is due\n")


def test_a_day_without_an_answer_is_left_to_be_done(run):
    yesterday = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
    nobody = {"KAITUAN_PROVIDER_URL": "http://127.0.0.1:9", "KAITUAN_PROVIDER_SECRET": "x" * 32}
    done = run("reconcile", "--day", yesterday, **nobody)
    assert done.exit_code == 1, done.output
    assert yesterday in done.stdout
    assert "RUNNING: " in done.stdout


def test_a_day_that_is_not_over_is_refused_in_a_sentence(run):
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    done = run("reconcile", "--day", tomorrow)
    assert done.exit_code == 1
    assert "a day that is over in Asia/Shanghai" in done.stderr
    assert run("reconcile", "--day", "tomorrow").exit_code == 2
