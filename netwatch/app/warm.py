"""What a collecting process needs, imported once by the fork server instead of in each child."""

import netwatch.app.collecting
import netwatch.collect.retry
import netwatch.store.sql_store
from netwatch import registry
from netwatch.parsing import cisco_tree

__all__ = ["netwatch"]

registry.platforms()
cisco_tree.warm()
