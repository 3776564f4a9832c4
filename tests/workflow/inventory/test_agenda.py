"""Which call comes next: in the order of asking, what is preferred before, and each lane by its own rate."""

from acm_tui.domain.errors import Trouble
from acm_tui.domain.place import Place
from acm_tui.workflow.inventory.agenda import Agenda, Job, Lane

TOKYO, DUBLIN = (Place("aws", "111122223333", region) for region in ("ap-northeast-1", "eu-west-1"))
DESCRIBE, SEARCH = Lane(TOKYO, "acm:DescribeCertificate"), Lane(TOKYO, "acm:SearchCertificates")
ELSEWHERE = Lane(DUBLIN, "acm:DescribeCertificate")


def job(lane: Lane, about: str, owner: object = None) -> Job:
    def failed(_trouble: Trouble) -> None:
        raise AssertionError

    return Job(lane, about, lambda: None, failed, owner)


def told(agenda: Agenda, now: float) -> str:
    found = agenda.next(now)
    assert isinstance(found, Job)
    return found.about


def taken(agenda: Agenda, seconds: int) -> list[str]:
    """What begins in *seconds*, asked a hundred times a second."""
    found: list[str] = []
    for tick in range(100 * seconds):
        while isinstance(one := agenda.next(tick / 100), Job):
            found.append(one.about)
    return found


def test_first_come_first_served() -> None:
    agenda = Agenda()
    for about in "abc":
        agenda.add(job(DESCRIBE, about), 0)
    assert taken(agenda, 2) == ["a", "b", "c"]
    assert agenda.next(10) is None


def test_what_is_preferred_comes_first_and_does_not_come_twice() -> None:
    agenda = Agenda()
    for about in "abcd":
        agenda.add(job(DESCRIBE, about), 0)
    agenda.prefer(["d", "x", "b"])
    assert taken(agenda, 2) == ["d", "b", "a", "c"]


def test_a_lane_that_must_wait_keeps_no_other_waiting() -> None:
    agenda = Agenda()
    for about in ("one", "two"):
        agenda.add(job(DESCRIBE, about), 0)
    agenda.add(job(ELSEWHERE, "elsewhere"), 0)
    agenda.add(job(SEARCH, "page"), 0)
    assert [told(agenda, 0) for _ in range(3)] == ["one", "elsewhere", "page"]
    wait = agenda.next(0)
    assert isinstance(wait, float)
    assert 0.1 < wait < 0.11
    assert told(agenda, wait) == "two"


def test_a_lane_that_was_asked_to_slow_down_rests() -> None:
    agenda = Agenda()
    agenda.add(job(DESCRIBE, "again"), 0)
    agenda.slow_down(DESCRIBE, 5, 0)
    wait = agenda.next(0)
    assert isinstance(wait, float)
    assert abs(wait - 5) < 0.01


def test_what_is_dropped_never_comes_and_others_jobs_stay() -> None:
    agenda = Agenda()
    mine, yours = object(), object()
    for number in range(3):
        agenda.add(job(DESCRIBE, f"mine {number}", mine), 0)
        agenda.add(job(DESCRIBE, f"yours {number}", yours), 0)
    agenda.add(job(SEARCH, "my page", mine), 0)
    assert agenda.drop(mine, DESCRIBE.bucket) == 3
    assert sorted(taken(agenda, 2)) == ["my page", "yours 0", "yours 1", "yours 2"]
    assert agenda.drop(mine, None) == 0


def test_several_jobs_about_the_same_all_come() -> None:
    agenda = Agenda()
    for _ in range(3):
        agenda.add(job(DESCRIBE, "same"), 0)
    assert taken(agenda, 2) == ["same"] * 3
