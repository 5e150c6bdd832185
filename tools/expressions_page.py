"""docs/expressions.md in each language, and the help of the dashboard's editor, from the declarations of the functions.

`python -m tools.expressions_page [--check]`.
"""

import json
from functools import partial
from itertools import groupby

from bivelio_core.expressions.functions.catalogue import FUNCTIONS
from bivelio_core.expressions.functions.declared import Function
from bivelio_core.expressions.functions.own import GROUP

from tools.expressions_words import WORDS
from tools.generated import write_or_check
from tools.site.texts import TRANSLATED, translation
from tools.template import ROOT

FILE = ROOT / "docs" / "expressions.md"
HELP = ROOT / "dashboard" / "src" / "pages" / "workflows" / "functions.json"


def page(language: str = "en") -> str:
    """The whole page, in a language."""
    words = WORDS[language]
    lines = [words["head"]]
    for group, functions in groupby(FUNCTIONS.values(), key=lambda function: function.group):
        lines += [f"## {words.get(group, group)}", ""]
        if group == GROUP:
            lines += [words["specified"], "", words["columns"], "|---|---|"]
            lines += [
                f"| `{_in_table(function.signature)}` | {translation(function.summary, language)} |"
                for function in functions
            ]
            lines += [""]
        else:
            lines += [line for function in functions for line in _section(function, language)]
    return "\n".join(lines)


def editor_help() -> str:
    """The functions as the dashboard's editor shows them, in its languages: JSON, an object for each."""
    functions = [
        {
            "name": function.name,
            "group": function.group,
            "signature": function.signature,
            "summary": {language: translation(function.summary, language) for language in (*TRANSLATED, "en")},
            "examples": [[expression, _as_text(value)] for expression, value in function.examples.items()],
        }
        for function in FUNCTIONS.values()
    ]
    return json.dumps(functions, ensure_ascii=False, indent=1) + "\n"


def _section(function: Function, language: str) -> list[str]:
    summary = translation(function.summary, language)
    lines = [f"### {function.name}", "", f"`{function.signature}`", "", summary, "", "```text"]
    lines += [f"{expression}\n  = {_as_text(value)}" for expression, value in function.examples.items()]
    return [*lines, "```", ""]


def _as_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\u00a0", " ")


def _in_table(signature: str) -> str:
    return signature.replace(" | ", " \\| ")


if __name__ == "__main__":
    write_or_check(FILE, page, "expressions")
    for each in TRANSLATED:
        write_or_check(ROOT / "docs" / each / FILE.name, partial(page, each), "expressions")
    write_or_check(HELP, editor_help, "expressions")
