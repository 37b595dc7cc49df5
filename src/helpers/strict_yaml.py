"""YAML as people mean it: every scalar is the text that stands in the file.

Here: one loader that never turns `04701000` into an octal number, `no` into False or
`12:30` into 750, and that refuses duplicate keys, anchors and tags. Not here: what the
texts mean (`params`, methodology readers).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from helpers.errors import ParameterError, in_russian

#: The parser in C reads the same language ten times faster; some builds of PyYAML lack it.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _TextLoader(_Loader):
    """SafeLoader that resolves nothing: each plain scalar stays a string."""


_TextLoader.yaml_implicit_resolvers = {}


def _mapping(loader: _TextLoader, node: yaml.MappingNode) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if not isinstance(key, str):
            raise yaml.YAMLError(f"строка {line}: ключ должен быть простым словом")
        if key in result:
            raise yaml.YAMLError(f"строка {line}: ключ «{key}» повторяется")
        result[key] = loader.construct_object(value_node, deep=True)
    return result


_TextLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def load_text_yaml(path: Path) -> Any:
    """Mapping, list or text of a YAML file, with every scalar as text ("" where empty).

    Raises `ParameterError` in Russian when the file is missing or is not such YAML.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ParameterError(
            f"{path.name}: это не текст в UTF-8. Сохраните файл в кодировке UTF-8."
        ) from None
    except OSError as error:
        raise ParameterError(f"{path.name}: файл не читается: {in_russian(error)}.") from None
    try:
        for token in yaml.scan(text, Loader=_Loader):
            if isinstance(token, (yaml.AnchorToken, yaml.AliasToken)):
                line = token.start_mark.line + 1
                raise ParameterError(f"{path.name}, строка {line}: якоря и ссылки не допускаются.")
        return yaml.load(text, Loader=_TextLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ParameterError(
            f"{path.name}, строка {line}: запись нарушает правила YAML. Проверьте отступы, "
            "кавычки и двоеточия."
        ) from None
    except yaml.YAMLError as error:
        raise ParameterError(f"{path.name}: {error}") from None
