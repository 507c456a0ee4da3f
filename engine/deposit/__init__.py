"""From draft to submission, in one transaction: frozen answers, seal, delivery, papers and mails to come.

It knows the rooms below; it knows no request, no page and no back office.
"""

from engine.deposit.deposit import Deposited, Refused, deposit

__all__ = ["Deposited", "Refused", "deposit"]
