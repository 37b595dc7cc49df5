"""A notebook that does everything a notebook may do to its outputs, for comparing kernels."""

from __future__ import annotations

import json
import re
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

#: An ordinary kernel watches descriptors 1 and 2 from threads: give them time.
WAIT = "import time\ntime.sleep(0.4)\n"

SOURCES = (
    "first = 1  # declared",
    "import os, sys\nprint('to stdout')\nprint('to stderr', file=sys.stderr)\nfirst + 1",
    "print('before')\nos.write(1, b'raw bytes\\n')\nos.system('echo from a shell')\n"
    + WAIT
    + "print('after')",
    "import subprocess\n_ = subprocess.run(['sh', '-c', 'echo out'])\n" + WAIT,
    "_ = subprocess.run(['sh', '-c', 'echo err >&2'])\n" + WAIT,
    "!echo bang",
    "_ = os.write(2, 'по-русски'.encode())\n" + WAIT,
    "print('половина', end='')",
    "from IPython.display import HTML, SVG, Markdown, clear_output, display, update_display\n"
    "display(HTML('<b>1</b>'), Markdown('*2*'), metadata={'isolated': True})",
    "display(SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>'))",
    "handle = display('shown first', display_id='slot')",
    "update_display('shown later', display_id='slot')",
    "print('gone')\nclear_output()\nprint('kept')",
    "print('waits')\nclear_output(wait=True)\nprint('replaced')",
    "import asyncio\nawait asyncio.sleep(0.01)\n"
    "task = asyncio.ensure_future(asyncio.sleep(0.01, 7))",
    "await task",
    "asyncio.get_running_loop().is_running()",
    "try:\n    asyncio.run(asyncio.sleep(0))\nexcept RuntimeError as error:\n    print(error)",
    "%%capture captured\nprint('hidden')\ndisplay('hidden too')",
    "captured.stdout, len(captured.outputs)",
    "_20, Out[20], _, In[-1]",
    "import warnings\nwarnings.warn('careful', UserWarning)",
    "import logging\nlogging.getLogger('x').warning('logged')",
    "import threading\n"
    "thread = threading.Thread(target=lambda: print('from a thread'))\n"
    "thread.start(); thread.join()",
    "import pandas as pd\npd.DataFrame({'а': [1.5, None], 'б': ['<i>', 'x']})",
    "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots(figsize=(2, 1))\n"
    "axes.plot([1, 2])\nplt.show()",
    "plt.plot([2, 1]); plt.gcf().set_size_inches(2, 1)",
    "class Both:\n    def _repr_mimebundle_(self, **_):\n"
    "        return {'text/plain': 'both', 'application/x+json': {'a': [1, None]}}, {'m': 1}\n"
    "    def __repr__(self):\n        return 'both'\nBoth()",
    "import ipywidgets\nslider = ipywidgets.IntSlider(3)\nslider",
    "get_ipython().__class__.__name__, sys.path[0], os.getcwd() == os.path.abspath('.')",
    "__name__, 'IPKernelApp' in get_ipython().config, sys.stdout.isatty(), sys.stdout.encoding",
    "os.environ['MPLBACKEND'], os.environ['TERM'], os.environ['FORCE_COLOR']",
    "%%javascript\nconsole.log(1)",
    "%config InlineBackend.figure_formats",
    "x = 1;\nx;",
    "open('/dev/null', 'w').write('files are not streams')",
)
RAISING = (
    "class Broken:\n    def _repr_html_(self):\n        raise ValueError('no html')\n"
    "    def __repr__(self):\n        return 'broken'\nBroken()",
    "input('name? ')",
    "def deep():\n    return 1 / 0\ndeep()",
    "raise KeyError('ключ')",
)
LAST = "1 +"


def notebook() -> NotebookNode:
    """All of the above; the last cell has a syntax error and stops the run."""
    cells = [new_markdown_cell("# Torture"), *map(new_code_cell, SOURCES)]
    cells += [new_code_cell(text, metadata={"tags": ["raises-exception"]}) for text in RAISING]
    cells += [new_code_cell("   "), new_code_cell(LAST), new_code_cell("'never reached'")]
    cells[1]["metadata"]["tags"] = ["parameters"]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    return new_notebook(
        cells=cells,
        metadata={
            "kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}
        },
    )


def comparable(executed: NotebookNode) -> list[Any]:
    """Cells with everything that may not differ between two runs: counts, outputs, marks."""
    found = []
    for cell in executed.cells:
        marks = cell.metadata.get("papermill", {})
        found.append(
            {
                "source": cell.source,
                "count": cell.get("execution_count"),
                "outputs": cell.get("outputs"),
                "status": marks.get("status"),
                "exception": marks.get("exception"),
                "timing": sorted(cell.metadata.get("execution", {})),
            }
        )
    text = json.dumps(found, ensure_ascii=False, sort_keys=True)
    text = re.sub(r"ipykernel_[0-9]+", "ipykernel_N", text)
    text = re.sub(r" at 0x[0-9a-f]+", "", text)
    text = re.sub(r"[0-9a-f]{32}", "id", text)
    found = json.loads(text)
    found.append(sorted(state["model_name"] for state in _widgets(executed)))
    found.append(executed.metadata.get("language_info"))
    return found


def _widgets(executed: NotebookNode) -> list[Any]:
    widgets = executed.metadata.get("widgets", {})
    states = widgets.get("application/vnd.jupyter.widget-state+json", {}).get("state", {})
    return list(states.values())
