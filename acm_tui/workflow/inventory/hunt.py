"""Looking through one region of one account: which call follows from which answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial

from acm_tui.aws import acm, classic, elbv2, find, tagging
from acm_tui.aws.refusals import lacks_permission, throttled, unknown_operation
from acm_tui.aws.session import Access
from acm_tui.domain.errors import NotFound, ServiceTrouble, SettingsTrouble, Trouble, Unreachable
from acm_tui.domain.inventory.item import Item
from acm_tui.domain.inventory.news import (
    At,
    ListenersRead,
    Looked,
    NotLooked,
    Seen,
    Spot,
    Stage,
    Tagged,
    Vanished,
)
from acm_tui.domain.listener import Listener, holder_of
from acm_tui.workflow.inventory.agenda import Job, Lane
from acm_tui.workflow.inventory.lists import Lists
from acm_tui.workflow.inventory.misses import Misses
from acm_tui.workflow.inventory.work import (
    BALANCERS,
    CLASSIC,
    DESCRIBE,
    LIST,
    SEARCH,
    TAGS,
    TAGS_OF_ONE,
    Work,
)


class Hunt:
    """One spot. Its calls run on several threads, in whatever order they are let through.

    Of ``total`` calls that are known to be needed, ``done`` were made.
    """

    def __init__(self, work: Work, access: Access, spot: Spot) -> None:
        self.spot = spot
        self._work = work
        self._access = access
        self._region = spot.place.region
        self._lock = threading.RLock()
        self._stage = Stage.WAITING
        self._failed = False
        self._total = 0
        self._done = 0
        self._found: set[str] = set()
        self._asked: set[str] = set()
        self._balancers: set[str] = set()
        self._classic: list[str] = []
        self._untagged: list[str] = []
        self._lists: dict[str, Lists] = {}
        self._misses = Misses()

    def start(self) -> None:
        """Ask for the first page."""
        self._ask(SEARCH, "", self._search)

    def _ask(self, bucket: str, about: str, call: Callable[[], None]) -> None:
        def made() -> None:
            call()
            self._misses.answered(bucket)
            self._one_less()

        with self._lock:
            self._total += 1
        lane = Lane(self.spot.place, bucket)
        self._work.ask(Job(lane, about, made, partial(self._missed, bucket), self))

    def _search(self, token: str | None = None) -> None:
        self._stage = Stage.SEARCHING
        try:
            page = find.searched(self._access, self._region, token)
        except ServiceTrouble as trouble:
            if not _not_to_be_had(trouble):
                raise
            self._ask(LIST, "", self._list)
            return
        if page.token:
            self._ask(SEARCH, "", partial(self._search, page.token))
        self._saw(page.items)
        self._ask_tags(all_of_them=True)

    def _list(self, token: str | None = None) -> None:
        """Where SearchCertificates is not to be had: a list of all, and each is described."""
        self._stage = Stage.SEARCHING
        page = find.listed(self._access, self._region, token)
        if page.token:
            self._ask(LIST, "", partial(self._list, page.token))
        ours = [one for one in page.summaries if one.type == "AMAZON_ISSUED"]
        for one in sorted(ours, key=lambda one: not one.in_use):
            self._describe_once(one.arn)

    def _saw(self, items: Sequence[Item]) -> None:
        with self._lock:
            new = [one for one in items if one.arn not in self._found]
            self._found.update(one.arn for one in new)
            self._untagged += [one.arn for one in new]
        self._work.tell(Seen(tuple(new)))
        for one in new:
            # Of one that nothing holds, describing would tell nothing more that a list shows.
            if one.in_use:
                self._describe_once(one.arn)

    def _describe_once(self, arn: str) -> None:
        with self._lock:
            if arn in self._asked:
                return
            self._asked.add(arn)
        self._ask(DESCRIBE, arn, partial(self._describe, arn))

    def _describe(self, arn: str) -> None:
        self._stage = Stage.READING
        try:
            certificate = acm.shown(self._access, self._region, arn)
        except NotFound:
            self._work.tell(Vanished(arn))
            return
        if certificate.type != "AMAZON_ISSUED" or certificate.validation_method != "EMAIL":
            self._work.tell(Vanished(arn))
            return
        with self._lock:
            if arn not in self._found:
                self._found.add(arn)
                self._untagged.append(arn)
        in_use = bool(certificate.in_use_by)
        self._work.tell(Seen((Item(certificate=certificate, in_use=in_use, described=True),)))
        self._work.held_by(arn, certificate.in_use_by)
        self._ask_tags()
        self._read_balancers(certificate.in_use_by)

    def _read_balancers(self, holders: Iterable[str]) -> None:
        """Read the listeners of the load balancers among *holders* that nobody asked for yet."""
        with self._lock:
            balancers = dict.fromkeys(one for one in holders if holder_of(one).is_load_balancer)
            new = [one for one in balancers if one not in self._balancers]
            self._balancers.update(new)
            self._classic += [one for one in new if classic.is_classic(one)]
        for arn in new:
            if classic.is_classic(arn):
                self._ask(CLASSIC, arn, self._classics)
            else:
                self._ask(BALANCERS, arn, partial(self._listeners, arn))

    def _listeners(self, balancer: str) -> None:
        found = elbv2.tls_listeners(self._access, self._region, balancer)
        if not found:
            self._work.tell(ListenersRead(balancer, ()))
            return
        self._lists[balancer] = Lists(len(found))
        for one in found:
            self._ask(BALANCERS, balancer, partial(self._certificates, balancer, one))

    def _certificates(self, balancer: str, listener: Listener) -> None:
        held = elbv2.with_list(self._access, self._region, listener)
        with self._lock:
            whole = self._lists[balancer].add(held)
        if whole is not None:
            self._work.tell(ListenersRead(balancer, whole))

    def _classics(self) -> None:
        """One call tells of up to twenty: whichever job comes first asks for all that wait."""
        with self._lock:
            some, self._classic = self._classic[: classic.A_CALL], self._classic[classic.A_CALL :]
        if not some:
            return
        try:
            found = classic.listeners(self._access, self._region, some)
        except ServiceTrouble as trouble:
            if throttled(trouble):  # the same job is made again
                with self._lock:
                    self._classic = [*some, *self._classic]
            raise
        for arn in some:
            self._work.tell(ListenersRead(arn, tuple(one for one in found if one.load_balancer_arn == arn)))

    def _ask_tags(self, *, all_of_them: bool = False) -> None:
        """Ask for the tags that are not known: a hundred in a call, and fewer only at the end."""
        least = 1 if all_of_them else tagging.A_CALL
        while len(self._untagged) >= least:
            with self._lock:
                some, self._untagged = self._untagged[: tagging.A_CALL], self._untagged[tagging.A_CALL :]
            if some:
                self._ask(TAGS, some[0], partial(self._tags, some))

    def _tags(self, arns: Sequence[str]) -> None:
        try:
            self._work.tell(Tagged(tagging.tags_of(self._access, self._region, arns)))
        except ServiceTrouble as trouble:
            if not _not_to_be_had(trouble):
                raise
            for arn in arns:
                self._ask(TAGS_OF_ONE, arn, partial(self._tags_of_one, arn))

    def _tags_of_one(self, arn: str) -> None:
        with suppress(NotFound):  # whoever describes it says that it is gone
            self._work.tell(Tagged({arn: acm.tags(self._access, self._region, arn)}))

    def _missed(self, bucket: str, trouble: Trouble) -> None:
        """A call of *bucket* failed for good: what else can be known is still asked for.

        Where there is no use in going on, as without credentials, nothing more is asked.
        """
        pages = bucket in (SEARCH, LIST)
        if self._misses.new(bucket, trouble):
            place = self.spot.place
            self._work.tell(
                NotLooked(
                    self.spot.profile,
                    place.region,
                    trouble,
                    account=place.account,
                    partly=not pages,
                )
            )
        no_use = isinstance(trouble, (SettingsTrouble, Unreachable))
        if pages or no_use:
            self._failed = True  # whatever is still asked and answered
        if no_use:
            self._less(self._work.forget(self, None))
        elif self._misses.hopeless(bucket):
            self._less(self._work.forget(self, bucket))
        self._one_less()

    def _less(self, dropped: int) -> None:
        with self._lock:
            self._total -= dropped

    def _one_less(self) -> None:
        with self._lock:
            self._done += 1
            over = self._done == self._total
            if over and self._untagged and not self._failed:
                self._ask_tags(all_of_them=True)
                over = False
        if not over:
            self._work.tell(At(self.spot, self._stage, self._done, self._total))
        elif self._failed:
            self._work.tell(At(self.spot, Stage.FAILED, self._done, self._total))
            self._work.over()
        else:
            self._work.tell(Looked(self.spot, self._work.now(), len(self._found)))
            self._work.over()


def _not_to_be_had(trouble: ServiceTrouble) -> bool:
    return lacks_permission(trouble) or unknown_operation(trouble)
