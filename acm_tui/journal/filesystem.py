"""Whether a directory lies on another machine: locks and flushes are not to be trusted there."""

from __future__ import annotations

from pathlib import Path

_NETWORK = (
    *("nfs", "cifs", "smb", "afpfs", "webdav", "davfs", "9p", "ceph", "gluster", "lustre", "gpfs", "beegfs"),
    *("fuse.sshfs", "fuse.s3fs", "fuse.rclone", "fuse.gcsfuse", "fuse.gluster", "fuse.ceph", "fuse.dav"),
    *("ncpfs", "coda", "orangefs", "ocfs2", "gfs2", "afs", "virtiofs", "prl_fs", "vboxsf"),
)
"""How the names of file systems begin whose files are kept elsewhere, or shared with others."""


def network_kind(path: Path) -> str | None:
    """The kind of network file system that *path* lies on, whether it exists yet or not; ``None``: on none.

    Why it matters: many of them do not lock as they should (SQLite documentation, "How To Corrupt An SQLite
    Database File", section 2.1).
    """
    import psutil  # needed once in a session, and by nobody who asks for the version

    real = path.resolve()
    mounts = [one for one in psutil.disk_partitions(all=True) if real.is_relative_to(one.mountpoint)]
    if not mounts:
        return None
    nearest = max(mounts, key=lambda one: len(Path(one.mountpoint).parts))
    if "remote" in nearest.opts.split(","):  # Windows
        return nearest.fstype or "a network drive"
    return nearest.fstype if nearest.fstype.lower().startswith(_NETWORK) else None
