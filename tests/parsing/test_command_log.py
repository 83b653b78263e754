from hypothesis import given
from hypothesis import strategies as st

from netwatch.model.state import LoggedCommand
from netwatch.parsing.command_log import accounted, archived

ARCHIVE = """\
 idx   sess           user@line      Logged command
   97     1           vty0@vty0     |logging enable
  101     4            eve@vty1     |monitor session 66 type erspan-source
  102     4            eve@vty1     | destination
  103     4            eve@vty1     |no monitor session 66
"""
ACCOUNTING = """\
Tue Jan  6 02:14:11 2026:type=update:id=192.0.2.9@pts/0:user=eve:cmd=configure terminal ; \
monitor session 66 type erspan-source (SUCCESS)
Tue Jan  6 02:15:00 2026:type=start:id=192.0.2.9@pts/0:user=eve:cmd=
"""


def test_an_archive_log_gives_what_was_typed_about_mirroring():
    assert archived(ARCHIVE) == (
        LoggedCommand("101", "eve@vty1", "monitor session 66 type erspan-source"),
        LoggedCommand("103", "eve@vty1", "no monitor session 66"),
    )
    assert archived(ARCHIVE)[0].number == 3
    assert archived("") == ()
    assert archived(None) is None


def test_an_accounting_log_names_the_user_and_where_from():
    (typed,) = accounted(ACCOUNTING)
    assert typed.user == "eve from 192.0.2.9@pts/0"
    assert typed.text == "monitor session 66 type erspan-source"
    assert typed.mark == "Tue Jan  6 02:14:11 2026"
    assert accounted(None) is None


@given(st.text())
def test_any_text_is_read(text):
    archived(text)
    accounted(text)
