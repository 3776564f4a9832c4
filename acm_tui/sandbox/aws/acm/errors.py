"""The errors that the embedded ACM answers with."""

from __future__ import annotations


class AcmError(Exception):
    """An answer that is an error: *code* is the exception's name in the ACM API reference."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def not_found(arn: str, account: str) -> AcmError:
    """ResourceNotFoundException for a certificate that is not (or no longer) in this account and region."""
    return AcmError("ResourceNotFoundException", f"Could not find certificate {arn} in account {account}.")


def invalid(message: str) -> AcmError:
    """ValidationException: the input is wrong whatever the state of the certificate."""
    return AcmError("ValidationException", message)
