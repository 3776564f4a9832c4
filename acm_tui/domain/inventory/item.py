"""One certificate of the inventory, as far as it is known yet."""

from __future__ import annotations

import msgspec

from acm_tui.domain.certificate import Certificate


class Item(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A certificate that is validated by email.

    ``in_use`` is whether ACM says that something holds it. Until it is ``described``, its holders
    (``certificate.in_use_by``) and its validations are not known, and empty; ``tags_known`` is the same for
    its tags.
    """

    certificate: Certificate
    in_use: bool
    described: bool = False
    tags_known: bool = False

    @property
    def arn(self) -> str:
        """The certificate's ARN: what an item is told by."""
        return self.certificate.arn

    def remembering(self, before: Item) -> Item:
        """The same, and what was known of it *before* and a search does not tell.

        That something holds it which did not then makes its holders unknown again.
        """
        known = before.certificate
        if not before.described or (self.in_use and not known.in_use_by):
            return self
        return msgspec.structs.replace(
            self,
            certificate=msgspec.structs.replace(
                self.certificate,
                in_use_by=known.in_use_by if self.in_use else (),
                validations=known.validations,
                failure_reason=known.failure_reason,
                signature_algorithm=known.signature_algorithm,
                switch=known.switch,
            ),
            described=True,
        )

    def tagged(self, tags: dict[str, str]) -> Item:
        """The same, with its tags known."""
        return msgspec.structs.replace(
            self, certificate=msgspec.structs.replace(self.certificate, tags=tags), tags_known=True
        )
