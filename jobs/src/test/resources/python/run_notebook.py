"""run_notebook.py NOTEBOOK PICTURES: executes a notebook as a user would, writes its plots into a
folder and prints how many there are. A cell that fails ends it with the cell's error."""

import base64
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

file, pictures = Path(sys.argv[1]), Path(sys.argv[2])
notebook = nbformat.read(file, as_version=4)
nbformat.validate(notebook)
NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(file.parent)}}).execute()
plots = [
    output.data["image/png"]
    for cell in notebook.cells
    for output in cell.get("outputs", [])
    if "image/png" in output.get("data", {})
]
for i, plot in enumerate(plots):
    (pictures / f"{file.stem}-{i}.png").write_bytes(base64.b64decode(plot))
print(len(plots), "plots")
