"""Octets that came back: whether they are an answer to the question, and how an answer explains a failure."""

from __future__ import annotations

import dns.edns
import dns.exception
import dns.message
import dns.wire

_KNOWN_ERRORS = {int(code) for code in dns.edns.EDECode}


def read(wire: bytes, query: dns.message.Message) -> dns.message.Message | None:
    """*wire* as the answer to *query*; ``None`` when it is not one."""
    try:
        message = dns.message.from_wire(wire)
    except dns.exception.DNSException:
        return None
    return message if query.is_response(message) and of_its_class(message, query) else None


def of_its_class(message: dns.message.Message, query: dns.message.Message) -> bool:
    """Whether all data in *message* is of the class that *query* asks for, the Internet's.

    What a type means depends on the class (RFC 1035 §3.2): an A record of another one holds no address.
    """
    asked = {question.rdclass for question in query.question}
    data = (*message.answer, *message.authority, *message.additional)
    return all(rrset.rdclass in asked for rrset in data)


def extended_errors(message: dns.message.Message) -> tuple[str, ...]:
    """The extended errors of *message* (RFC 8914), each as ``code name: text``."""
    return tuple(_in_words(option) for option in message.extended_errors())


def _in_words(option: dns.edns.EDEOption) -> str:
    known = option.code in _KNOWN_ERRORS
    name = dns.edns.EDECode(option.code).name.replace("_", " ").lower() if known else "unknown"
    return f"{int(option.code)} {name}" + (f": {option.text}" if option.text else "")


class _ForgivingOption(dns.edns.EDEOption):
    """An extended error whose text should be UTF-8, but need not: the answer beside it is worth more."""

    @classmethod
    def from_wire_parser(cls, otype: dns.edns.OptionType | str, parser: dns.wire.Parser) -> dns.edns.Option:
        del otype
        code, text = parser.get_uint16(), parser.get_remaining()
        return cls(dns.edns.EDECode.make(code), text.removesuffix(b"\0").decode(errors="backslashreplace"))


# dnspython would give up the whole message.
dns.edns.register_type(_ForgivingOption, dns.edns.OptionType.EDE)
