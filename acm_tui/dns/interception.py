"""Whether somebody in between answers in the servers' place."""

from __future__ import annotations

from acm_tui.dns.asking import Asker, Server
from acm_tui.domain.propagation import Observation, Perspective, Question


async def control(question: Question, asker: Asker) -> Observation:
    """Put *question* to ``settings.nobody``, an address at which there is no server (RFC 5737 §3).

    It is asked as the zone's own servers are: without recursion, at their port, by UDP and then by TCP as
    well. Whoever answers, whatever the answer, stands in the way. That nobody does proves nothing.
    """
    nobody = asker.settings.nobody
    return (await asker.ask(question, Server(nobody, nobody, "."), Perspective.CONTROL)).observation
