"""Elastic Load Balancing in the sandbox: moto's model, corrected where AWS answers otherwise."""

from acm_tui.sandbox.aws.elb.setting import CertificateShelf, ElbSetting, ShelvedCertificate

__all__ = ["CertificateShelf", "ElbSetting", "ShelvedCertificate", "install"]


def install(setting: ElbSetting) -> None:
    """Correct moto's load balancers in this process and put *setting* in force.

    Calling it again only changes the setting. moto's backends belong to the process, so there is one setting
    per process. The first call imports moto's EC2 (about 0.8 s); nothing pays that a second time.
    """
    from acm_tui.sandbox.aws.elb.corrections import correct_moto
    from acm_tui.sandbox.aws.elb.setting import put_in_force

    put_in_force(setting)
    correct_moto()
