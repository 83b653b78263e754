"""The cases of every rule: tests/rules/cases/<rule_id>.py, FIRES and QUIET by name."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

CASES = Path(__file__).parents[1] / "rules" / "cases"


def cases_of(rule_id):
    """Return the module with FIRES and QUIET, or None when nobody wrote one."""
    path = CASES / f"{rule_id.replace('-', '_')}.py"
    if not path.is_file():
        return None
    spec = spec_from_file_location(f"rule_cases_{path.stem}", path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
