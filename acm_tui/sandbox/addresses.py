"""The addresses of the sandbox's load balancers, out of the ranges that documentation may use (RFC 5737)."""

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from threading import Lock

# The first range is the usual one; the others serve when more than 127 load balancers are wanted.
RANGES = ("198.51.100", "203.0.113", "192.0.2")
PAIRS_A_RANGE = 127
PAIRS = PAIRS_A_RANGE * len(RANGES)


def _pair(number: int) -> tuple[str, str]:
    stem = RANGES[number // PAIRS_A_RANGE]
    last = (number % PAIRS_A_RANGE) * 2 + 1
    return f"{stem}.{last}", f"{stem}.{last + 1}"


class AddressBook:
    """Gives each load balancer two addresses and remembers them.

    The choice depends on the ARN alone unless two fall on the same pair. *load_balancer_names* answers the
    DNS name of each existing load balancer by its ARN.
    """

    def __init__(self, load_balancer_names: Callable[[], Mapping[str, str]]) -> None:
        self._load_balancer_names = load_balancer_names
        self._lock = Lock()
        self._number_of: dict[str, int] = {}

    def addresses_of(self, load_balancer_arn: str) -> tuple[str, str]:
        """The two addresses of a load balancer, the same ones for ever.

        Raises:
            LookupError: all 381 pairs are taken.
        """
        with self._lock:
            number = self._number_of.get(load_balancer_arn)
            if number is None:
                number = self._free_number(load_balancer_arn)
                self._number_of[load_balancer_arn] = number
            return _pair(number)

    def load_balancer_at(self, address: str) -> str | None:
        """The ARN of the load balancer with this address, or None. Its existence is not checked."""
        self.names()  # a load balancer gets its addresses when it is first looked at
        with self._lock:
            for arn, number in self._number_of.items():
                if address in _pair(number):
                    return arn
        return None

    def names(self) -> dict[str, tuple[str, str]]:
        """The addresses of each existing load balancer by its DNS name (lower case, without a final dot)."""
        names = self._load_balancer_names()
        return {name.lower(): self.addresses_of(arn) for arn, name in names.items()}

    def forget(self) -> None:
        """Start again with no load balancer known."""
        with self._lock:
            self._number_of.clear()

    def dump(self) -> dict[str, int]:
        """The state as plain data."""
        with self._lock:
            return dict(self._number_of)

    def load(self, state: Mapping[str, int]) -> None:
        """Take up what `dump` gave; everything known before is dropped.

        Raises:
            ValueError: a number out of range, or two load balancers on one pair.
        """
        numbers = dict(state)
        in_range = all(0 <= number < PAIRS for number in numbers.values())
        if not in_range or len(set(numbers.values())) < len(numbers):
            raise ValueError("the saved addresses contradict each other: start with a fresh world")
        with self._lock:
            self._number_of = numbers

    def _free_number(self, arn: str) -> int:
        taken = set(self._number_of.values())
        for number in _candidates(arn):
            if number not in taken:
                return number
        raise LookupError(f"no addresses left: the sandbox has room for {PAIRS} load balancers")


def _candidates(arn: str) -> Iterator[int]:
    """Every pair number once: those of the usual range, from where the ARN decides, then the others."""
    start = int(sha256(arn.encode()).hexdigest()[:8], 16) % PAIRS_A_RANGE
    for step in range(PAIRS_A_RANGE):
        yield (start + step) % PAIRS_A_RANGE
    yield from range(PAIRS_A_RANGE, PAIRS)
