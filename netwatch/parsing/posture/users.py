"""``username`` statements: one account may take several, and none of its secrets is kept."""

from netwatch.parsing.posture.drafts import Account
from netwatch.parsing.posture.found import Found
from netwatch.parsing.posture.traits import digest
from netwatch.parsing.stanzas import Block

_SECRETS = frozenset({"password", "secret", "passphrase", "common-criteria-policy"})
_KINDS = frozenset({"0", "4", "5", "6", "7", "8", "9", "10", "sha512", "encrypted", "clear-text"})
_NAMED = {"view": "view", "shell": "shell", "shelltype": "shell"}


def username(found: Found, block: Block) -> None:
    """Read one ``username NAME ...`` statement of IOS, NX-OS or EOS."""
    words = block.text.split()
    if len(words) < 2:  # noqa: PLR2004  # a word and a name
        return
    account = found.accounts.setdefault(words[1].strip('"'), Account())
    account.quotes.append(block)
    rest = words[2:]
    at = 0
    while at < len(rest):
        at += _take(account, rest, at)


def _take(account: Account, words: list[str], at: int) -> int:
    """Add what the word at ``at`` begins; return how many words that took."""
    word = words[at].lower()
    value = words[at + 1] if at + 1 < len(words) else ""
    if word in _SECRETS:
        return 3 if value.lower() in _KINDS else 2
    if word in ("ssh-key", "sshkey"):
        account.extras[f"ssh-key {_fingerprint(words[at + 1 :])}"] = None
        return len(words)
    if word == "nopassword":
        account.extras["nopassword"] = None
        return 1
    return 2 if _keep(account, word, value) else 1


def _keep(account: Account, word: str, value: str) -> bool:
    if not value:
        return False
    if word.startswith("priv") and value.isdigit():
        account.privilege = value
    elif word == "role":
        account.roles.append(value)
    elif word in _NAMED:
        account.extras[f"{_NAMED[word]} {value}"] = None
    else:
        return False
    return True


def _fingerprint(words: list[str]) -> str:
    """Return twelve hex digits of a key; the words before and its comment may say anything."""
    key = max(words, key=len, default="")
    return digest(key).removeprefix("sha256:")[:12]


def settle_accounts(found: Found, *, privilege: str = "") -> None:
    """Turn the accounts into traits; ``privilege`` is the level of one that names none."""
    for name, account in found.accounts.items():
        level = account.privilege or privilege
        said = [f"privilege {level}"] if level else []
        said += [f"role {each}" for each in sorted(set(account.roles))]
        said += sorted(account.extras)
        found.add("users", name, " ".join(said), *account.quotes)
