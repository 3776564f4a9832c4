"""What the monitor of a cutover does on its own event loop: handshakes on a beat, connections held open."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterable
from contextlib import aclosing
from typing import Any

from acm_tui.domain.monitor import Held
from acm_tui.domain.served import Handshake, ServingHost
from acm_tui.tls.handshake import Target
from acm_tui.tls.held import hold
from acm_tui.tls.monitor import watch
from acm_tui.workflow.services import Services
from acm_tui.workflow.targets import Located, locate


class MonitorLoop:
    """Watches until it is told to leave. Belongs to the event loop that it is made on.

    Args:
        services: how addresses are looked up, and handshakes made.
        seen: told of each handshake and held connection, as it lands.
        failed: told of what goes wrong in the watching itself; the rest of it goes on.
        blinded: told when no handshake is made any more although it was not told to leave.
    """

    def __init__(
        self,
        services: Services,
        seen: Callable[[Handshake | Held], None],
        failed: Callable[[BaseException], None],
        blinded: Callable[[], None],
    ) -> None:
        self._services = services
        self._seen = seen
        self._failed = failed
        self._blinded = blinded
        self._loop = asyncio.get_running_loop()
        self._leaving = asyncio.Event()
        self._uses: list[asyncio.Event] = []
        self._silent: set[Target | ServingHost] = set()
        self.over = asyncio.Event()
        """Everything has ended."""
        self.located = threading.Event()
        """The addresses are known, and watching begins."""
        self.answered = threading.Event()
        """Everything was asked once, and answered or failed; or nothing is asked any more."""
        self.blind = threading.Event()
        """No handshake is made any more."""

    def leave(self) -> None:
        """End; for other threads."""
        self._loop.call_soon_threadsafe(self._leaving.set)

    def use_held(self) -> None:
        """Use the connections that are held once more; for other threads, while it runs."""
        for use in tuple(self._uses):
            self._loop.call_soon_threadsafe(use.set)

    async def run(self, hosts: Iterable[ServingHost], begins: Callable[[int], None]) -> None:
        """Watch *hosts* until it is told to leave; *begins* is told how many targets there are."""
        working = self.start(self._work(hosts, begins))
        await self._leaving.wait()
        working.cancel()
        await asyncio.wait({working})
        self.blind.set()
        self.over.set()

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Start *work*. A fault in it is told, and holds nothing else up."""
        task = asyncio.create_task(work)
        task.add_done_callback(self._note)
        return task

    def _note(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self._failed(error)

    async def _work(self, hosts: Iterable[ServingHost], begins: Callable[[int], None]) -> None:
        tasks: list[asyncio.Task[None]] = []
        try:
            located = await locate(self._services, hosts)
            targets = [target for one in located for target in one.targets]
            begins(len(targets))
            self._silent = {*targets, *(one.host for one in located)}
            tasks.append(self.start(self._shake_hands(targets)))
            tasks += [self.start(self._hold(one)) for one in located]
            self.located.set()
            await asyncio.wait(tasks)
        finally:
            self.located.set()
            self._see_no_more()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _shake_hands(self, targets: list[Target]) -> None:
        tls = self._services.tls
        watching = watch(targets, proxy=tls.proxy, timeout_s=tls.timeout_s, now=self._services.clock)
        try:
            async with aclosing(watching):
                async for seen in watching:
                    self._seen(seen)
                    self._heard(Target(seen.load_balancer, seen.address, seen.port, seen.server_name))
            # It goes on for ever, but for want of an address: then there is nothing to be blind to.
            await self._leaving.wait()
        finally:
            self._see_no_more()

    def _see_no_more(self) -> None:
        if not self.blind.is_set() and not self._leaving.is_set():
            self._blinded()
        self.answered.set()
        self.blind.set()

    async def _hold(self, place: Located) -> None:
        """Hold a connection to the first of the addresses where one comes about."""
        use = asyncio.Event()
        self._uses.append(use)
        if not place.addresses:
            self._seen(place.unseen(self._services.clock()))
            self._seen(place.unheld(self._services.clock()))
            self._heard(place.host)
        tls = self._services.tls
        # Whichever name: the connection is there before the certificate is swapped, and stays as it is.
        name = next(iter(place.host.server_names), None)
        for address in place.addresses:
            holding = hold(
                Target(place.host.load_balancer, address, place.host.port, name),
                http=place.host.http,
                proxy=tls.proxy,
                timeout_s=tls.timeout_s,
                now=self._services.clock,
                asked=use,
            )
            state = "not seen"
            async with aclosing(holding):
                async for look in holding:
                    self._seen(look)
                    self._heard(place.host)
                    state = look.state
            if state != "not seen":
                return

    def _heard(self, of: Target | ServingHost) -> None:
        """One handshake, or the connection of a listener, has come to something."""
        self._silent.discard(of)
        if not self._silent:
            self.answered.set()
