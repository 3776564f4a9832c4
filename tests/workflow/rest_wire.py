"""What Route 53 says on the wire: XML."""

from tests.aws.scripted import ROUTE_53
from tests.workflow.wire import Says


def says(operation: str, inside: str) -> Says:
    """Route 53 answers *operation* with *inside* in its root element, whatever is true."""
    return Says({"xml": f'<{operation}Response xmlns="{ROUTE_53}">{inside}</{operation}Response>'})
