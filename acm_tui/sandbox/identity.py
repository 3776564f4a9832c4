"""Who the callers of the sandbox are: an IAM user with keys in each account, and the accounts' aliases."""

from typing import NamedTuple

from moto.iam.models import get_account_id_from, iam_backends
from moto.sts.models import sts_backends
from moto.utilities.utils import get_partition

ACCESS_KEY_ID = "AKIASANDBOX000000000"
SECRET_ACCESS_KEY = "sandbox-secret-that-opens-nothing-anywhere"  # noqa: S105 - opens nothing anywhere
USER = "operator"
_PARTITION = "aws"
_OTHER_PARTITIONS = {"aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}


class Keys(NamedTuple):
    """An access key, under the names that boto3's clients have for its parts."""

    aws_access_key_id: str
    aws_secret_access_key: str


def put_operator(account: str, alias: str, region: str) -> None:
    """Make the operator of *account*, so that sts:GetCallerIdentity and iam:ListAccountAliases answer it.

    The keys are always the same: a client that was pointed here before a restart goes on working. They are
    those of a user in China and in GovCloud as well, where AWS would want others.
    """
    keys = Keys(ACCESS_KEY_ID, SECRET_ACCESS_KEY)
    iam_backends[account][_PARTITION].create_account_alias(alias)
    _put_user(account, _PARTITION, region, keys)
    for partition, its_region in _OTHER_PARTITIONS.items():
        _put_user(account, partition, its_region, keys)


def open_account(account: str, alias: str, region: str) -> Keys:
    """Make another account with an alias and an operator; returns the operator's keys.

    *region* says in which partition. It is forgotten with the world, and not saved: only the certificates
    and load balancers of an account are.
    """
    partition = get_partition(region)
    iam_backends[account][partition].create_account_alias(alias)
    return _put_user(account, partition, region)


def caller(access_key: str, region: str) -> str:
    """The ARN of whoever has *access_key*, in the partition of *region*."""
    partition = get_partition(region)
    backend = sts_backends[get_account_id_from(access_key)][partition]
    return str(backend.get_caller_identity(access_key, region)[1])


def _put_user(account: str, partition: str, region: str, keys: Keys | None = None) -> Keys:
    """The operator in one partition; with *keys* of its own where none are given."""
    backend = iam_backends[account][partition]
    backend.create_user(region, USER)
    key = backend.create_access_key(USER)
    if keys is not None:
        del backend.access_keys[key.access_key_id]
        key.access_key_id, key.secret_access_key = keys
        backend.access_keys[key.access_key_id] = key
    return Keys(key.access_key_id, key.secret_access_key)
