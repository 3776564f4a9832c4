"""The one way to DNS, which is opened when it is first needed."""

from acm_tui.domain.propagation import suffix
from acm_tui.workflow.lookups import Lookups
from acm_tui.workflow.services import Services


async def test_what_takes_long_is_ready_before_the_first_question(services: Services) -> None:
    """The list of public suffixes is read in a thread, not at the first walk on the event loop."""
    suffix._list.cache_clear()
    lookups = Lookups(services)
    assert await lookups.ready() is await lookups.ready()
    assert suffix._list.cache_info().currsize == 1
    await lookups.aclose()
