"""The demo back office: a town's software, small, that receives and shows what the demo cities deliver.

It knows the published delivery documents alone, as a vendor would; it refuses to exist outside demo mode.
"""

from engine.demo.backoffice.app import NotDemo, create_backoffice

__all__ = ["NotDemo", "create_backoffice"]
