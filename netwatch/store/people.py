"""Everything the store keeps of people, in one place."""

from dataclasses import dataclass

from netwatch.store.accounts import Accounts
from netwatch.store.acts import Acts
from netwatch.store.database import Database
from netwatch.store.invitations import Invitations
from netwatch.store.sessions import Sessions
from netwatch.store.sign_ins import SignIns
from netwatch.store.tokens import Tokens


@dataclass(frozen=True, slots=True)
class People:
    """Accounts, how they are let in, and what they did."""

    accounts: Accounts
    sessions: Sessions
    tokens: Tokens
    invitations: Invitations
    sign_ins: SignIns
    acts: Acts

    @staticmethod
    def of(database: Database) -> "People":
        """Return the people of a database."""
        return People(
            accounts=Accounts(database),
            sessions=Sessions(database),
            tokens=Tokens(database),
            invitations=Invitations(database),
            sign_ins=SignIns(database),
            acts=Acts(database),
        )
