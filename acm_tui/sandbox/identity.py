"""Who the sandbox's operator is: an IAM user with known keys, and the account's alias."""

from moto.iam.models import iam_backends

ACCESS_KEY_ID = "AKIASANDBOX000000000"
SECRET_ACCESS_KEY = "sandbox-secret-that-opens-nothing-anywhere"  # noqa: S105 - opens nothing anywhere
USER = "operator"
_PARTITION = "aws"


def put_operator(account: str, alias: str, region: str) -> None:
    """Make the operator of *account*, so that sts:GetCallerIdentity and iam:ListAccountAliases answer it.

    The keys are always the same: a client that was pointed here before a restart goes on working.
    """
    backend = iam_backends[account][_PARTITION]
    backend.create_account_alias(alias)
    backend.create_user(region, USER)
    key = backend.create_access_key(USER)
    del backend.access_keys[key.access_key_id]
    key.access_key_id = ACCESS_KEY_ID
    key.secret_access_key = SECRET_ACCESS_KEY
    backend.access_keys[ACCESS_KEY_ID] = key
