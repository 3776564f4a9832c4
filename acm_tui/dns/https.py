"""One question over HTTPS, and its answer. Imports an HTTP client: only where it is needed."""

from __future__ import annotations

import os
import socket
import ssl
import time
from collections.abc import Iterator

import dns.asyncquery
import dns.exception
import dns.message
import httpx2

from acm_tui.dns.exchange import NoAnswerError, Reply
from acm_tui.dns.reading import of_its_class
from acm_tui.domain.propagation import Failure, Transport

_MEDIA_TYPE = "application/dns-message"
_NO_ANSWER = "what it answers is no answer to the question"


def open_client() -> httpx2.AsyncClient:
    """A client that goes through the proxy that the environment names (HTTPS_PROXY, ALL_PROXY, NO_PROXY).

    It speaks HTTP/2 where the server does: that is the least that RFC 8484 §5.2 recommends, and some
    servers answer nothing older.

    Raises:
        NoAnswerError: the proxy or the certificate authorities that the environment names cannot be used.
    """
    context = _trusted()
    try:
        # One clock is enough: that of each question.
        return httpx2.AsyncClient(
            verify=context, http2=True, timeout=None, event_hooks={"response": [_check_response]}
        )
    except (httpx2.InvalidURL, ValueError, ImportError) as error:
        # Not the text of the error: the URL of a proxy may hold a password.
        why = "SOCKS is not supported" if isinstance(error, ImportError) else "it is not an HTTP proxy's URL"
        raise _unreachable(f"the proxy that the environment names cannot be used: {why}") from error


def _trusted() -> ssl.SSLContext:
    """The system's certificate authorities, and those that SSL_CERT_FILE and SSL_CERT_DIR name besides.

    A company whose proxy opens TLS names its own authority there.
    """
    context = httpx2.create_ssl_context(trust_env=False)
    file, directory = os.environ.get("SSL_CERT_FILE") or None, os.environ.get("SSL_CERT_DIR") or None
    if file or directory:
        try:
            context.load_verify_locations(file, directory)
        except OSError as error:
            named = " and ".join(filter(None, (file, directory)))
            raise _unreachable(f"the certificate authorities in {named} cannot be read: {error}") from error
    return context


async def exchange_over_https(
    query: dns.message.Message, url: str, through: httpx2.AsyncClient, timeout_s: float
) -> Reply:
    """Put *query* to the server at *url* (RFC 8484), once, with at most *timeout_s* seconds for all of it.

    Raises:
        NoAnswerError: there was no usable answer.
    """
    began = time.monotonic()
    try:
        message = await dns.asyncquery.https(query, url, timeout=timeout_s, client=through)
    except (dns.exception.Timeout, httpx2.TimeoutException) as error:
        raise NoAnswerError(
            f"no answer within {timeout_s:g} s over HTTPS", Failure.TIMEOUT, Transport.HTTPS
        ) from error
    except dns.exception.DNSException as error:
        raise _unreachable(_NO_ANSWER) from error
    except httpx2.ProxyError as error:
        raise _unreachable(f"the proxy refuses: {error}") from error
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:  # OSError: TLS that breaks off later
        raise _unreachable(f"cannot be reached: {_reason(error)}") from error
    if not of_its_class(message, query):
        raise _unreachable(_NO_ANSWER)
    return Reply(message, Transport.HTTPS, (time.monotonic() - began) * 1000)


async def _check_response(response: httpx2.Response) -> None:
    """Tell an answer from a page: a proxy or a portal answers too, and not with DNS."""
    if not response.is_success:
        raise _unreachable(f"answers HTTP {response.status_code} {response.reason_phrase}".rstrip())
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _MEDIA_TYPE:
        raise _unreachable(f"answers with {kind or 'something unnamed'}, not with DNS")


def _reason(error: Exception) -> str:
    """Why, from the innermost failure that says something: the outer ones only wrap it."""
    said = str(error) or type(error).__name__
    for inner in _chain(error):
        if isinstance(inner, ssl.SSLCertVerificationError):
            return f"its certificate is not trusted: {inner.verify_message}"
        if isinstance(inner, ssl.SSLError | socket.gaierror):
            said = inner.strerror or said
        elif isinstance(inner, OSError) and inner.errno:
            said = os.strerror(inner.errno)
    return said


def _chain(error: BaseException) -> Iterator[BaseException]:
    inner: BaseException | None = error
    while inner is not None:
        yield inner
        inner = inner.__cause__ or inner.__context__


def _unreachable(sentence: str) -> NoAnswerError:
    return NoAnswerError(sentence, Failure.UNREACHABLE, Transport.HTTPS)
